import { clockTime, dayAndTime, fullTime, isToday } from './format.ts'

/** A moment in the reader's zone: the time of today, else the day too. The full UTC time is its title. */
export function Time ({ at }: { at: string | null }) {
  if (at === null) return <Unknown why='Not known' />
  const moment = Date.parse(at)
  return (
    <time dateTime={at} title={fullTime(moment)}>
      {isToday(moment, Date.now()) ? clockTime(moment) : dayAndTime(moment)}
    </time>
  )
}

/** A value that is not known, and why. A dash stands for it, unless words do. */
export const Unknown = ({ why, children = '–' }: { why: string, children?: string }) =>
  <span title={why}>{children}<span className='hidden'> ({why})</span></span>
