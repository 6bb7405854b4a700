import { useCallback, useDeferredValue, useMemo, useState } from 'react'
import { placeWords } from '../../charts/axis-format.ts'
import { ChartTools } from '../../charts/chart-tools.tsx'
import { lineStyle } from '../../charts/line-style.ts'
import { Panel } from '../../charts/panel.tsx'
import type { PlotMark } from '../../charts/plot-lines.ts'
import type { DrawnSeries } from '../../charts/series-lines.ts'
import { isValidation, tagLabel } from '../../charts/tag-groups.ts'
import type { ChartBuckets } from '../../charts/bucket-store.ts'
import { useBuckets } from '../../charts/use-buckets.ts'
import { useChartSettings } from '../../charts/use-chart-settings.ts'
import { useChartWidth } from '../../charts/use-chart-width.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Reply } from '../../ui/reply.tsx'
import type { JobDetails } from '../../jobs/job-details.ts'
import { Legend } from './legend.tsx'
import { MetricChoice } from './metric-choice.tsx'
import { metricChoices } from './metric-choices.ts'
import { useAddress } from './use-address.ts'
import styles from './compare.module.css'

const LOSS = 'loss/train_step'
/** The same at each render: another list would draw all lines anew. */
const noMarks: readonly PlotMark[] = []

interface OverlayProps {
  jobs: readonly JobDetails[]
  /** The metrics of each job; undefined until known. */
  tags: ReadonlyArray<readonly string[] | undefined>
}

/** One metric of all jobs on one chart, each line with its colour and dash. */
export function Overlay ({ jobs, tags }: OverlayProps) {
  const { settings, view, change, show } = useChartSettings()
  const [box, width] = useChartWidth()
  const [address, changeAddress] = useAddress()
  const tag = address.get('tag') ?? LOSS
  const [front, setFront] = useState<string | null>(null)
  const [place, setPlace] = useState<number | null>(null)
  const cursor = useDeferredValue(place) // the values of thirty lines do not hold the cursor up
  const query = useBuckets({
    jobs: jobs.map(({ job_id }) => job_id), tags: [tag], x: settings.x, width,
    ...(view === null ? {} : { from: Math.max(0, view.from) }), ...(view?.to == null ? {} : { to: view.to })
  })
  const names = jobs.map(({ job_id, name }) => `${job_id} ${name}`).join()
  const drawn = useMemo(() => drawnOf(jobs, query.data, tag, front), [query.data, names, tag, front])
  const hasMetric = useCallback((job: number) => tags[job]?.includes(tag) !== false, [tags, tag])
  return (
    <Card>
      <div ref={box}>
        <div className={styles.tools}>
          <ChartTools settings={settings} change={change}>
            {view !== null && <Button onClick={() => { show(null) }}>Show all</Button>}
            <MetricChoice
              groups={metricChoices(tags.map(ofJob => ofJob ?? []))} tag={tag} jobs={jobs.length}
              onChoose={tag => { changeAddress({ tag: tag === LOSS ? null : tag }) }}
            />
          </ChartTools>
        </div>
        <Reply query={query} what='The curves'>
          {data => (
            <div className={styles.overlay}>
              <div className={styles.plot}>
                <Panel
                  title={tagLabel(tag)} file='compare' data={data} drawn={drawn} settings={settings}
                  view={view} marks={noMarks} cursor={cursor} sync='compare' height={340} legend={false}
                  onCursor={setPlace} onZoom={show}
                />
              </div>
              <Legend
                jobs={jobs} drawn={drawn} cursor={cursor} onFront={setFront}
                hasMetric={hasMetric}
                where={cursor === null ? 'newest of each' : `at ${placeWords(settings.x, data.buckets[cursor] ?? 0)}`}
              />
            </div>
          )}
        </Reply>
      </div>
    </Card>
  )
}

/** The lines of the jobs that have the metric; the one in front is drawn last. */
function drawnOf (
  jobs: readonly JobDetails[], data: ChartBuckets | undefined, tag: string, front: string | null
): DrawnSeries[] {
  const drawn = jobs.flatMap((job, place): DrawnSeries[] => {
    const series = data?.series.find(({ job_id }) => job_id === job.job_id)
    // `count` is that of the newest reply, which may bring nothing new.
    if (series === undefined || series.mean.every(value => value === null)) return []
    return [{
      series, label: job.name, style: lineStyle(place), points: isValidation(tag),
      isSmoothed: tag.startsWith('loss/') && !isValidation(tag), isBehind: front !== null && front !== job.job_id
    }]
  })
  const hasFront = drawn.some(({ isBehind }) => isBehind !== true)
  return hasFront
    ? drawn.sort((one, other) => Number(other.isBehind) - Number(one.isBehind))
    : drawn.map(line => ({ ...line, isBehind: false })) // the one in front has no such metric
}
