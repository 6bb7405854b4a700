import type { TrainingState } from '../../core/contract/training.ts'
import { onItsWay } from '../ui/on-its-way.ts'

type Standing = Pick<TrainingState, 'status' | 'is_training' | 'last_backup'>

/** Why an act cannot work now; null: it can. The server has the last word. */
export interface WhatWorks {
  pause: string | null
  resume: string | null
  command: string | null
  stop: string | null
}

/** While an act is on its way no other is sent. */
export const waiting: WhatWorks = { pause: onItsWay, resume: onItsWay, command: onItsWay, stop: onItsWay }

export function whatWorks (state: Standing): WhatWorks {
  return {
    pause: blockedUnlessAtWork(state) ?? (state.status === 'paused' ? 'It is paused already' : null),
    resume: resumeBlocked(state),
    command: blockedUnlessAtWork(state),
    stop: state.is_training || state.status === 'starting' || state.status === 'queued' ? null : 'It is not at work'
  }
}

function blockedUnlessAtWork ({ is_training, status }: Standing): string | null {
  if (status === 'stopping') return 'It is stopping'
  if (status === 'queued') return 'It waits for its turn'
  if (status === 'starting') return 'It is starting'
  return is_training ? null : 'It is not at work'
}

function resumeBlocked ({ status, is_training, last_backup }: Standing): string | null {
  if (status === 'paused') return null
  if (is_training) return 'It is not paused'
  if (status === 'queued') return 'It waits for its turn'
  return last_backup === null ? 'It has no backup to resume from' : null
}
