import styles from './refused.module.css'

/** Why an act was refused; nothing while it was not. It is read out once. */
export const Refused = ({ error }: { error: Error | null }) =>
  error === null ? null : <p className={styles.refused} role='alert'>{error.message}</p>
