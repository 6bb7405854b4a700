import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Refused } from './refused.tsx'
import styles from './confirm.module.css'

interface ConfirmProps {
  title: string
  /** The verb of the act, for instance `Delete 1.9 GB`. */
  act: string
  danger?: boolean
  busy?: boolean
  /** Why the act was refused. */
  refused?: Error | null
  onConfirm: () => void
  onClose: () => void
  children?: ReactNode
}

/** Asks before an act that cannot be undone; what it does stands in its text. */
export const Confirm = ({
  title, act, danger = true, busy = false, refused = null, onConfirm, onClose, children
}: ConfirmProps) => (
  <Dialog title={title} onClose={onClose}>
    {children}
    <Refused error={refused} />
    <div className={styles.acts}>
      <Button onClick={onClose}>Cancel</Button>
      <Button
        kind={danger ? 'danger' : 'primary'} busy={busy} onClick={onConfirm}
      >
        {act}
      </Button>
    </div>
  </Dialog>
)
