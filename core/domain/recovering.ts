import type { RecoveryProgress } from '../contract/health.ts'
import { createAppError } from './app-error.ts'
import type { AppError } from './app-error.ts'

/** The error of a request that comes before the startup recovery is done. */
export const stillRecovering = (progress: RecoveryProgress): AppError =>
  createAppError('recovering', { ...progress }, { recovery: progress })
