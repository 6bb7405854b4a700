import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import type { MissingJob } from './compared.ts'

interface MissingJobsProps { missing: readonly MissingJob[], onLeaveOut: (name: string) => void }

/** The names of the address that are no jobs, each with the server's reason and a way to leave it out. */
export const MissingJobs = ({ missing, onLeaveOut }: MissingJobsProps) => missing.map(({ name, why, was }) => (
  <Notice
    key={name} tone='bad'
    act={<Button aria-label={`Leave ${was ?? name} out`} onClick={() => { onLeaveOut(name) }}>Leave it out</Button>}
  >
    <span dir='auto'>{was === null ? why : `${was} was deleted.`}</span>
  </Notice>
))
