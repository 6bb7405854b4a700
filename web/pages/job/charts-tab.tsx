import { useMemo } from 'react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { JobDetails } from '../../jobs/job-details.ts'
import { useApi } from '../../api/use-api.ts'
import { ChartTools } from '../../charts/chart-tools.tsx'
import { grouped } from '../../charts/marks.ts'
import { marksOf } from '../../charts/marks-of-events.ts'
import { markEventsQuery, stepTimesQuery } from '../../charts/queries.ts'
import { useBuckets } from '../../charts/use-buckets.ts'
import { useChartSettings } from '../../charts/use-chart-settings.ts'
import { useChartWidth } from '../../charts/use-chart-width.ts'
import { useJobState } from '../../live/use-live.ts'
import { Empty } from '../../ui/empty.tsx'
import { Reply } from '../../ui/reply.tsx'
import { ChartsPanels } from './charts-panels.tsx'
import { ViewButtons } from './charts-view.tsx'
import styles from './charts.module.css'

/** The charts of a job: a panel a group of metrics, with what happened meanwhile marked on them. */
export function ChartsTab ({ job }: { job: JobDetails }) {
  const { settings, view, change, show } = useChartSettings()
  const [box, width] = useChartWidth()
  const state = useJobState(job.job_id) ?? job.state
  const query = useBuckets({
    jobs: [job.job_id],
    x: settings.x,
    width,
    ...(view === null ? {} : { from: Math.max(0, view.from) }),
    ...(view?.to == null ? {} : { to: Math.max(0, view.to) })
  })
  const marks = useMarks(job.job_id)
  return (
    <div ref={box}>
      <div className={styles.tools}>
        <ChartTools settings={settings} change={change}>
          <ViewButtons
            view={view}
            buckets={query.data?.buckets ?? []}
            isTraining={state.is_training}
            onShow={show}
          />
        </ChartTools>
      </div>
      <Reply query={query} what='The charts'>
        {data =>
          data.series.length === 0
            ? (
              <div className={styles.none}>
                <Empty title='No metric yet'>
                  <p>
                    {state.is_training ? 'The first step has not finished.' : 'No step of this job has been trained.'}
                  </p>
                </Empty>
              </div>
              )
            : (
              <ChartsPanels
                job={job}
                data={data}
                settings={settings}
                view={view}
                marks={marks}
                onView={show}
                steps_per_epoch={state.max_step}
              />
              )}
      </Reply>
    </div>
  )
}

function useMarks (job_id: string) {
  const api = useApi()
  const client = useQueryClient()
  const events = useQuery(markEventsQuery(api, client, job_id)).data
  const times = useQuery(stepTimesQuery(api, job_id)).data
  return useMemo(() => {
    const points = times?.series.flatMap(({ points }) => points) ?? []
    const steps = points.map(([step = 0, , at = 0]) => ({ step, at })).sort((one, other) => one.at - other.at)
    return grouped(marksOf(events ?? [], steps))
  }, [events, times])
}
