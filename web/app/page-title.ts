import { useEffect } from 'react'
import type { TrainingState } from '../../core/contract/training.ts'
import { fractionDone } from '../../core/domain/job/progress-report.ts'
import { useLive } from '../live/use-live.ts'
import type { LiveState } from '../live/state.ts'
import { percent } from '../ui/format.ts'

const name = 'OneTrainer Web UI'

/** The tab shows how far the training is, and how it ended: it is what people look at. */
export function usePageTitle (): void {
  const title = useLive(live => pageTitle(live))
  const icon = useLive(live => iconOf(live))
  useEffect(() => { document.title = title }, [title])
  useEffect(() => {
    document.querySelector('link[rel=icon]')?.setAttribute('href', `icons/${icon}.svg`)
  }, [icon])
}

const shown = ({ current_job, jobs }: LiveState): TrainingState | undefined =>
  current_job === null ? undefined : jobs.get(current_job)

/** For instance `62 % · night-3`. What may be outdated says so. */
export function pageTitle (live: LiveState): string {
  const state = shown(live)
  if (state === undefined || state.job_name === null) return name
  const unsure = live.connection.phase === 'waiting' ? '? ' : ''
  return `${unsure}${state.is_training ? percent(fractionDone(state)) : ended(state)} · ${state.job_name}`
}

const words: Partial<Record<TrainingState['status'], string>> = {
  completed: 'Finished', stopped: 'Stopped', error: 'Failed', paused: 'Paused', queued: 'Waiting'
}
const ended = ({ status }: TrainingState): string => words[status] ?? status

export type PageIcon = 'idle' | 'training' | 'paused' | 'failed' | 'finished' | 'unknown'

/** The icon of the tab: its mark has a shape of its own for each state. */
export function iconOf (live: LiveState): PageIcon {
  if (live.connection.phase === 'waiting') return 'unknown'
  switch (shown(live)?.status) {
    case 'starting': case 'running': case 'stopping': return 'training'
    case 'paused': return 'paused'
    case 'error': return 'failed'
    case 'completed': return 'finished'
    default: return 'idle'
  }
}
