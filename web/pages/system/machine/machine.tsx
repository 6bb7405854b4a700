import { Clients } from './clients.tsx'
import { Processes } from './processes.tsx'
import styles from '../system.module.css'

/** Processes of this program and clients of its stream. */
export const Machine = () => <div className={styles.pair}><Processes /><Clients /></div>
