import { MarkIcon } from '../../charts/mark-icon.tsx'
import { markKinds } from '../../charts/marks.ts'
import type { Mark, MarkKind } from '../../charts/marks.ts'
import { count } from '../../ui/format.ts'
import { Time } from '../../ui/time.tsx'
import styles from './charts.module.css'

export type ShownMark = Mark & { times: number }

const names: Readonly<Record<MarkKind, string>> = {
  sample: 'Samples',
  backup: 'Backups',
  save: 'Saves',
  pause: 'Pauses',
  resume: 'Resumes',
  restart: 'Restarts',
  edit: 'Edits',
  warning: 'Warnings',
  end: 'Ends'
}
const MOST = 60

interface MarkListProps {
  marks: readonly ShownMark[]
  hidden: ReadonlySet<MarkKind>
  onHide: (hidden: ReadonlySet<MarkKind>) => void
}

/** What happened, the newest first, and a switch for each kind of it. */
export function MarkList ({ marks, hidden, onHide }: MarkListProps) {
  const kinds = markKinds.filter(kind => marks.some(mark => mark.kind === kind))
  const shown = marks.filter(({ kind }) => !hidden.has(kind)).toReversed()
  return (
    <div className={styles.marks}>
      <h3>Marks</h3>
      <div className={styles.kinds}>
        {kinds.map(kind => (
          <button
            key={kind}
            type='button'
            aria-pressed={!hidden.has(kind)}
            className={styles.kind}
            onClick={() => {
              onHide(toggled(hidden, kind))
            }}
          >
            <MarkIcon kind={kind} />
            {names[kind]}
          </button>
        ))}
      </div>
      {marks.length === 0 && <p className={styles.hint}>Samples, backups, pauses and warnings are marked here.</p>}
      <ul className={styles.list} tabIndex={0} aria-label='Marks, the newest first'>
        {shown.slice(0, MOST).map(mark => (
          <MarkRow key={mark.seq} mark={mark} />
        ))}
      </ul>
      {shown.length > MOST && <p className={styles.hint}>and {count(shown.length - MOST)} before them</p>}
    </div>
  )
}

const MarkRow = ({ mark: { kind, words, more, step, isBetween, timestamp, times } }: { mark: ShownMark }) => (
  <li>
    <MarkIcon kind={kind} size={14} />
    <span>
      {times > 1 ? `${count(times)} samples` : words}
      {step !== null && (
        <small>
          {' '}
          {isBetween ? 'near step' : 'step'} {count(step)}
        </small>
      )}
    </span>
    <Time at={timestamp} />
    {more !== null && <p dir='auto'>{more}</p>}
  </li>
)

function toggled (kinds: ReadonlySet<MarkKind>, kind: MarkKind): ReadonlySet<MarkKind> {
  const next = new Set(kinds)
  if (!next.delete(kind)) next.add(kind)
  return next
}
