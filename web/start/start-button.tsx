import { Suspense, lazy, useState } from 'react'
import { Button } from '../ui/button.tsx'

export interface StartButtonProps {
  label: string
  kind?: 'plain' | 'primary'
  /** The job whose config is the start; without one, a preset or saved config is chosen first. */
  fork_of?: string
}

/** Loaded when it is opened. */
export const StartDialog = lazy(async () => ({ default: (await import('./start-dialog.tsx')).StartDialog }))

/** Opens the form that a new training is set up and queued with. */
export function StartButton ({ label, kind = 'plain', fork_of }: StartButtonProps) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button kind={kind} onClick={() => { setOpen(true) }}>{label}</Button>
      {open && (
        <Suspense>
          <StartDialog fork_of={fork_of ?? null} onClose={() => { setOpen(false) }} />
        </Suspense>
      )}
    </>
  )
}
