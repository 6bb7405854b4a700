import styles from './check.module.css'

interface CheckProps { label: string, checked: boolean, onChange: (checked: boolean) => void }

/** A switch with its name. */
export const Check = ({ label, checked, onChange }: CheckProps) => (
  <label className={styles.check}>
    <input type='checkbox' checked={checked} onChange={event => { onChange(event.target.checked) }} />
    {label}
  </label>
)
