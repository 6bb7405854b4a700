import type { JobIdentity } from '../../core/domain/job/state.ts'

/** A job as its history needs it: who it is, and how far its events go. */
export interface HistoryJob extends Omit<JobIdentity, 'trainer'> { last_seq: number }
