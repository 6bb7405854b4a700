import { NoAnswer } from '../../core/domain/no-answer.ts'
import styles from './refused.module.css'

/** Why an act was refused, or is not known to be done; nothing while it was not. It is read out once. */
export function Refused ({ error }: { error: Error | null }) {
  if (error === null) return null
  return <p className={styles.refused} role='alert'>{error instanceof NoAnswer ? UNHEARD : error.message}</p>
}

const UNHEARD =
  'The server did not answer, and it is not known whether it got this. Once it is back, look whether it was done; if ' +
  'not, press again.'
