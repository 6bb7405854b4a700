import { useLive } from '../live/use-live.ts'
import { Notice } from '../ui/notice.tsx'
import { Time } from '../ui/time.tsx'

/** The trouble that lasts, and what to do about it. */
export function Conditions () {
  const conditions = useLive(({ conditions }) => conditions)
  return conditions.map(({ condition, job_id, message, hint, since }) => (
    <Notice key={`${condition} ${job_id}`} tone='bad'>
      <b>{message}</b> {hint} <span className='small'>Since <Time at={since} />.</span>
    </Notice>
  ))
}
