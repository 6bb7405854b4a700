import { useMemo } from 'react'
import { useQueries, useQuery } from '@tanstack/react-query'
import { newestSamplesQuery } from '../../../api/queries.ts'
import { useApi } from '../../../api/use-api.ts'
import { newestModelsQuery, recentJobsQuery } from '../queries.ts'
import { gatherMarks, lanesOf } from './lanes.ts'
import type { Lane, Mark, MarkKind } from './lanes.ts'
import type { Reading, TimeSpan } from './readings.ts'

const MOST_SAMPLES = 500
const MOST_MODELS = 200

/** A job that was at work in the last hour. */
export interface LoadJob { job_id: string, job_number: number, name: string, device: string, trainer: string }

export interface JobLanes { lanes: readonly Lane[], marks: readonly Mark[], jobs: ReadonlyMap<number, LoadJob> }

/** Which jobs were at work when, and what they wrote. */
export function useLanes (readings: readonly Reading[], span: TimeSpan | null, interval_ms: number): JobLanes {
  const lanes = useMemo(() => lanesOf(readings, interval_ms), [readings, interval_ms])
  const api = useApi()
  const numbers = new Set(lanes.map(({ job_number }) => job_number))
  const recent = useQuery({ ...recentJobsQuery(api), enabled: numbers.size > 0 }).data?.jobs ?? []
  const jobs = recent.filter(({ job_number }) => numbers.has(job_number))
  const each = jobs.map(({ job_id }) => job_id)
  const samples = useQueries({ queries: each.map(job => newestSamplesQuery(api, job, MOST_SAMPLES)) })
  const models = useQueries({ queries: each.map(job => newestModelsQuery(api, job, MOST_MODELS)) })

  const marks: Mark[] = []
  jobs.forEach(({ job_number, ended_at }, index) => {
    function mark (kind: MarkKind, timestamp: string): void {
      marks.push({ kind, job_number, at: Date.parse(timestamp) })
    }
    if (ended_at !== null) mark('end', ended_at)
    samples[index]?.data?.samples.forEach(({ timestamp }) => { mark('sample', timestamp) })
    models[index]?.data?.models.forEach(({ timestamp, kind }) => {
      mark(kind === 'backup' ? kind : 'model', timestamp)
    })
  })
  return {
    lanes,
    marks: span === null ? [] : shownMarks(marks, span),
    jobs: new Map(jobs.map(job => [job.job_number, job]))
  }
}

function shownMarks (marks: readonly Mark[], { from, to }: TimeSpan): Mark[] {
  return gatherMarks(marks.filter(({ at }) => at >= from && at <= to), (to - from) / 90)
}

/** The lanes and marks of some of the jobs. */
export function lanesFor ({ lanes, marks, jobs }: JobLanes, isShown: (job_number: number) => boolean): JobLanes {
  return {
    lanes: lanes.filter(({ job_number }) => isShown(job_number)),
    marks: marks.filter(({ job_number }) => isShown(job_number)),
    jobs
  }
}
