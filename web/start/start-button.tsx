import { Button } from '../ui/button.tsx'

export interface StartButtonProps {
  label: string
  kind?: 'plain' | 'primary'
  /** The job whose config is the start; without one, a preset or saved config is chosen first. */
  fork_of?: string
}

/** Opens the form that a new training is set up and queued with. */
export const StartButton = ({ label, kind = 'plain' }: StartButtonProps) => <Button kind={kind}>{label}</Button>
