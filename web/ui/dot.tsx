import styles from './dot.module.css'

/** ok, warn, bad and hold each have a shape of their own besides their colour. */
export type Tone = 'ok' | 'warn' | 'bad' | 'hold' | 'plain'

export const Dot = ({ tone }: { tone: Tone }) => <i className={`${styles.dot} ${styles[tone]}`} aria-hidden='true' />
