import { Unknown } from '../../ui/time.tsx'
import { valueWords } from '../../jobs/config-words.ts'
import styles from './compare.module.css'

const LONGEST = 48

/** A value of a config. A long one is cut; it opens by a press or by Enter. */
export function ConfigValue ({ value }: { value: unknown }) {
  if (value === undefined) return <Unknown why='It has no such field' />
  const words = valueWords(value)
  if (words.length <= LONGEST) return <span dir='auto'>{words}</span>
  return (
    <details className={styles.long}>
      <summary dir='auto'><span>{words.slice(0, LONGEST - 1)}…</span><span className={styles.less}>Less</span></summary>
      <p dir='auto'>{words}</p>
    </details>
  )
}
