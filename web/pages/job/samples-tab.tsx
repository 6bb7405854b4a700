import { useCallback, useEffect, useMemo, useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { useLocation, useSearch } from 'wouter'
import { useApi } from '../../api/use-api.ts'
import { failuresIn, reachOf, withFailures } from '../../samples/failures.ts'
import { gridOf, starredOnly } from '../../samples/grid.ts'
import type { Sample } from '../../samples/grid.ts'
import { Matrix } from '../../samples/matrix.tsx'
import { sampleQuery, warningsQuery } from '../../samples/queries.ts'
import { useMatrix } from '../../samples/use-matrix.ts'
import { Viewer } from '../../samples/viewer.tsx'
import { Card } from '../../ui/card.tsx'
import { Check } from '../../ui/check.tsx'
import { Empty } from '../../ui/empty.tsx'
import { loadMore } from '../../ui/load-more.ts'
import { More } from '../../ui/more.tsx'
import type { Pages } from '../../ui/more.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Reply } from '../../ui/reply.tsx'
import { count } from '../../ui/format.ts'
import type { JobDetails } from '../../jobs/job-details.ts'
import styles from './samples.module.css'

const [SMALLEST, LARGEST] = [96, 384]

/** Every sample of a job: a row a step, a column a prompt. One of them is opened by the address. */
export function SamplesTab ({ job }: { job: JobDetails }) {
  const [newestFirst, setNewestFirst] = useState(true)
  const [isStarredOnly, setStarredOnly] = useState(false)
  const { query, newer } = useMatrix(job.job_id, newestFirst)
  const more = useCallback(() => {
    loadMore(query)
  }, [query.hasNextPage, query.isFetchingNextPage, query.isFetchNextPageError])
  const warnings = useQuery(warningsQuery(useApi(), job.job_id)).data?.events
  const failures = useMemo(() => failuresIn(warnings ?? []), [warnings])
  const [location, navigate] = useLocation()
  const opened = new URLSearchParams(useSearch()).get('sample')
  const [size, setSize] = useState(192)
  const show = useCallback(
    (sample: Sample) => {
      navigate(`${location}?sample=${sample.sample_id}`, { replace: true })
    },
    [location, navigate]
  )
  return (
    <Card>
      <div className={styles.tools}>
        <label>
          Size{' '}
          <input
            type='range'
            min={SMALLEST}
            max={LARGEST}
            step={16}
            value={size}
            onChange={event => {
              setSize(event.target.valueAsNumber)
            }}
          />
        </label>
        <Check label='Newest first' checked={newestFirst} onChange={setNewestFirst} />
        <Check label='Starred only' checked={isStarredOnly} onChange={setStarredOnly} />
      </div>
      <Reply query={query} what='The samples'>
        {({ pages }) => {
          const drawn = gridOf([newer, ...pages])
          const grid = withFailures(drawn, failures, reachOf(drawn, newestFirst, !query.hasNextPage))
          if (grid.rows.length === 0) {
            return (
              <Empty title='No sample yet'>
                <p>Sample now draws one; the config says when they are drawn by themselves.</p>
              </Empty>
            )
          }
          const chosen = isStarredOnly ? starredOnly(grid) : grid
          const ordered = newestFirst ? chosen : { ...chosen, rows: chosen.rows.toReversed() }
          return (
            <>
              <Matrix
                grid={ordered}
                size={size}
                onOpen={show}
                onEnd={more}
              />
              {isStarredOnly && ordered.rows.length === 0 && (
                <p className={styles.tools}>{query.hasNextPage ? 'Looking …' : 'No sample has a star.'}</p>
              )}
              <Unloaded query={query} />
              <LeftOut prompts={Math.max(newer.total_rows, pages[0]?.total_rows ?? 0) - grid.columns.length} />
              {opened !== null && (
                <Opened
                  grid={grid}
                  sample_id={opened}
                  more={query.hasNextPage && !query.isFetchNextPageError ? more : null}
                  onShow={show}
                  onClose={() => {
                    navigate(location, { replace: true })
                  }}
                />
              )}
            </>
          )
        }}
      </Reply>
    </Card>
  )
}

/** What could not be loaded, and a way to ask for it again. */
const Unloaded = ({ query }: { query: Pages & { error: Error | null } }) => query.isFetchNextPageError && (
  <div className={styles.tools}>
    <Notice tone='bad'>Some steps are missing: {query.error?.message}</Notice>
    <More query={query}>Try again</More>
  </div>
)

/** More prompts than one reply holds. */
const LeftOut = ({ prompts }: { prompts: number }) => prompts <= 0
  ? null
  : (
    <p className={styles.tools}>{count(prompts)} more prompts are not shown here.</p>
    )

interface OpenedProps {
  grid: ReturnType<typeof gridOf>
  sample_id: string
  /** Loads more steps; null: there are none. */
  more: (() => void) | null
  onShow: (sample: Sample) => void
  onClose: () => void
}

/** The sample that the address names. The steps up to it are loaded, so that its neighbours are known. */
function Opened ({ grid, sample_id, more, onShow, onClose }: OpenedProps) {
  const loaded = grid.rows.flatMap(({ cells }) => cells).find(cell => cell?.sample_id === sample_id)
  const asked = useQuery({ ...sampleQuery(useApi(), sample_id), enabled: loaded == null })
  useEffect(() => { if (loaded == null) more?.() }, [loaded, more])
  const sample = loaded ?? asked.data
  if (asked.error !== null && loaded == null) return <Notice tone='bad'>{asked.error.message}</Notice>
  return sample === undefined ? null : <Viewer grid={grid} sample={sample} onShow={onShow} onClose={onClose} />
}
