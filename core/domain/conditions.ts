import type { Condition, ConditionName } from '../contract/conditions.ts'

/** Trouble as it is found: what fails, and the failure's name. `is_over`: the attempt of that journal has ended. */
export interface Trouble { condition: ConditionName, cause: string, job_id: string | null, is_over?: boolean }

/** A failing disk under 40 trainings is one fact: no more conditions of one name are listed. */
const MOST_OF_A_NAME = 16

const isSame = (a: Pick<Trouble, 'condition' | 'job_id'>, b: Pick<Trouble, 'condition' | 'job_id'>): boolean =>
  a.condition === b.condition && a.job_id === b.job_id

/** The list with that trouble in it; the same list where that says nothing new. `since` is when it was first found. */
export function withTrouble (list: readonly Condition[], trouble: Trouble, since: string): readonly Condition[] {
  const known = list.find(one => isSame(one, trouble))
  const { condition, cause, job_id } = trouble
  const entry = { condition, cause, ...words(trouble), job_id, since: known?.since ?? since }
  if (known?.cause === cause && known.message === entry.message) return list
  if (known !== undefined) return list.map(one => one === known ? entry : one)
  if (list.filter(one => one.condition === condition).length >= MOST_OF_A_NAME) return list
  return [...list, entry]
}

/** The list without that trouble; the same list where it was not there. */
export function withoutTrouble (
  list: readonly Condition[], over: Pick<Trouble, 'condition' | 'job_id'>
): readonly Condition[] {
  const rest = list.filter(one => !isSame(one, over))
  return rest.length === list.length ? list : rest
}

/** What each failure means, and what to do about it, in words that name no path. */
function words ({ condition, cause, is_over = false }: Trouble): Pick<Condition, 'message' | 'hint'> {
  switch (condition) {
    case 'disk':
      return { message: `The state directory cannot be written (${cause})`, hint: hintFor(cause) }
    case 'store':
      return {
        message: `The database cannot be written (${cause}); what it lacks is read from the journals later`,
        hint: hintFor(cause)
      }
    case 'journal':
      return {
        message: `The journal of a training cannot be written (${cause}): ` + (is_over
          ? 'the attempt has ended, and its end cannot be recorded'
          : 'the training goes on, and its newest figures are in memory only, not on the disk'),
        hint: hintFor(cause)
      }
    case 'telemetry':
      return {
        message: `The load of the machine cannot be read (${cause})`,
        hint: 'See whether /proc/meminfo and /proc/stat can be read; trainings do not depend on it'
      }
    case 'gpu_tool':
      return {
        message: `nvidia-smi fails again and again (${cause}); the readings of the GPUs are unknown`,
        hint: 'Run nvidia-smi: it says what is wrong. Often the driver was updated and the machine needs a restart'
      }
  }
}

function hintFor (cause: string): string {
  switch (cause) {
    case 'ENOSPC': case 'SQLITE_FULL': return 'Free some space on the disk of the state directory'
    case 'EDQUOT': return 'Free some space, or raise the quota of the user that runs the server'
    case 'EROFS': case 'SQLITE_READONLY': return 'Mount the disk of the state directory writable again'
    case 'EACCES': case 'EPERM': return 'Give the user that runs the server the right to write in the state directory'
    case 'ENOENT': case 'ENOTDIR': case 'EISDIR':
      return 'Put back what is missing in the state directory, move away what is in its place, and restart the server'
    default: return 'Check the disk of the state directory: the system log says more'
  }
}
