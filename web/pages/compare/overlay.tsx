import { useMemo, useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { useApi } from '../../api/use-api.ts'
import { ChartTools } from '../../charts/chart-tools.tsx'
import { lineStyle } from '../../charts/line-style.ts'
import { Panel, valueAt } from '../../charts/panel.tsx'
import { tagsQuery } from '../../charts/queries.ts'
import type { DrawnSeries } from '../../charts/series-lines.ts'
import { Swatch } from '../../charts/swatch.tsx'
import { isValidation, tagLabel } from '../../charts/tag-groups.ts'
import { useBuckets } from '../../charts/use-buckets.ts'
import { useChartSettings } from '../../charts/use-chart-settings.ts'
import { useChartWidth } from '../../charts/use-chart-width.ts'
import { Card } from '../../ui/card.tsx'
import { Reply } from '../../ui/reply.tsx'
import { significant } from '../../ui/format.ts'
import type { JobDetails } from '../../jobs/job-details.ts'
import styles from './compare.module.css'

const LOSS = 'loss/train_step'

/** One metric of all jobs on one chart, each line with its colour and dash. */
export function Overlay ({ jobs }: { jobs: readonly JobDetails[] }) {
  const { settings, view, change, show } = useChartSettings()
  const [box, width] = useChartWidth()
  const [tag, setTag] = useState(LOSS)
  const [front, setFront] = useState<string | null>(null)
  const [cursor, setCursor] = useState<number | null>(null)
  const tags = useQuery(tagsQuery(useApi(), jobs[0]?.job_id ?? '')).data?.tags ?? []
  const query = useBuckets({
    jobs: jobs.map(({ job_id }) => job_id), tags: [tag], x: settings.x, width,
    ...(view === null ? {} : { from: Math.max(0, view.from) }), ...(view?.to == null ? {} : { to: view.to })
  })
  const drawn = useMemo(() => jobs.flatMap((job, place): DrawnSeries[] => {
    const series = query.data?.series.find(({ job_id }) => job_id === job.job_id)
    return series === undefined
      ? []
      : [{
          series, label: job.name, style: lineStyle(place), points: isValidation(tag),
          isSmoothed: tag.startsWith('loss/') && !isValidation(tag),
          isBehind: front !== null && front !== job.job_id
        }]
  }), [query.data, jobs.map(({ job_id }) => job_id).join(), tag, front])
  return (
    <Card>
      <div ref={box}>
        <div className={styles.tools}>
          <ChartTools settings={settings} change={change}>
            <select aria-label='Metric' value={tag} onChange={event => { setTag(event.target.value) }}>
              {[...new Set([LOSS, ...tags.map(({ tag }) => tag)])].map(one => (
                <option key={one} value={one}>{one}</option>
              ))}
            </select>
          </ChartTools>
        </div>
        <Reply query={query} what='The curves'>
          {data => (
            <div className={styles.overlay}>
              <div className={styles.plot}>
                <Panel
                  title={tagLabel(tag)} file={`compare ${tag}`} data={data} drawn={drawn} settings={settings}
                  view={view} marks={[]} cursor={cursor} sync='compare' height={340} legend={false}
                  onCursor={setCursor} onZoom={show}
                />
              </div>
              <ul className={styles.legend} aria-label='Lines'>
                {drawn.map(({ series, label, style }) => (
                  <li key={series.job_id}>
                    <button
                      type='button' aria-pressed={front === series.job_id}
                      onMouseEnter={() => { setFront(series.job_id) }} onMouseLeave={() => { setFront(null) }}
                      onFocus={() => { setFront(series.job_id) }} onBlur={() => { setFront(null) }}
                    >
                      <Swatch {...style} /><span className='cut' dir='auto'>{label}</span>
                      <b>{significant(valueAt(series.mean, cursor))}</b>
                    </button>
                  </li>
                ))}
              </ul>
            </div>
          )}
        </Reply>
      </div>
    </Card>
  )
}
