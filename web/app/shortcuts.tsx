import { useMemo, useState } from 'react'
import { Keyboard } from 'lucide-react'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { useKeys } from './keyboard.ts'
import { rail } from './routes.ts'
import styles from './shortcuts.module.css'

const others: ReadonlyArray<readonly [string, string]> = [
  ['?', 'This list'],
  ['Ctrl K', 'Find a job, a model, a config or a page'],
  ['Esc', 'Close what is open']
]
const viewer: ReadonlyArray<readonly [string, string]> = [
  ['← →', 'Sample of the next prompt'], ['↑ ↓', 'Sample of the next step'], ['c', 'Compare two samples'],
  ['p', 'Play over the steps'], ['s', 'Star'],
  ['m', 'Make the nearest backup or model the pick']
]

/** The list of keys, on `?`. */
export function Shortcuts () {
  const [open, setOpen] = useState(false)
  useKeys(useMemo(() => ({ '?': () => { setOpen(true) } }), []))
  return (
    <>
      <Button kind='ghost' className='wide' aria-label='Keyboard shortcuts' onClick={() => { setOpen(true) }}>
        <Keyboard size={16} aria-hidden='true' />
      </Button>
      {open && (
        <Dialog title='Keyboard shortcuts' onClose={() => { setOpen(false) }}>
          <Keys title='Pages' keys={rail.map(({ key, label }) => [`g ${key}`, label])} />
          <Keys title='Everywhere' keys={others} />
          <Keys title='In the sample viewer' keys={viewer} />
        </Dialog>
      )}
    </>
  )
}

const Keys = ({ title, keys }: { title: string, keys: ReadonlyArray<readonly [string, string]> }) => (
  <section>
    <h3>{title}</h3>
    <dl className={styles.keys}>
      {keys.map(([key, what]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div>)}
    </dl>
  </section>
)
