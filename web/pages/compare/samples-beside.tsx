import type { Alignment } from '../../../core/contract/sample-matrix.ts'
import { Segments } from '../../charts/segments.tsx'
import { Card } from '../../ui/card.tsx'
import { Reply } from '../../ui/reply.tsx'
import type { JobDetails } from '../../jobs/job-details.ts'
import { PositionSlider } from './position-slider.tsx'
import { SamplesAt } from './samples-at.tsx'
import { useAddress } from './use-address.ts'
import { usePositions } from './use-positions.ts'
import styles from './compare.module.css'

const alignments: ReadonlyArray<readonly [Alignment, string]> = [
  ['step', 'Step'], ['epoch', 'Epoch'], ['share', 'Share of run']
]

/** Samples of the same prompt and seed, of all jobs at one place that a slider chooses. */
export function SamplesBeside ({ jobs }: { jobs: readonly JobDetails[] }) {
  const [address, change] = useAddress()
  const align = alignments.find(([one]) => one === address.get('align'))?.[0] ?? 'share'
  const at = Number(address.get('at') ?? NaN)
  const { query, positions, place } = usePositions(jobs, align, at >= 0 ? at : null)
  const shown = positions[place]
  return (
    <Card
      title='Samples'
      side={(
        <Segments
          label='Shown at the same' choices={alignments} chosen={align}
          onChoose={align => { change({ align, at: null }) }}
        />
      )}
    >
      <Reply query={query} what='The samples'>
        {() => shown === undefined
          ? <p className={styles.nothing}>{query.isFetching ? 'Loading the samples' : whyNothing(jobs, align)}</p>
          : (
            <>
              <PositionSlider
                align={align} positions={positions} place={place} jobs={jobs.length}
                earlier={{
                  isThere: query.hasPreviousPage, isBusy: query.isFetchingPreviousPage,
                  handleLoad: () => { void query.fetchPreviousPage() }
                }}
                later={{
                  isThere: query.hasNextPage, isBusy: query.isFetchingNextPage,
                  handleLoad: () => { void query.fetchNextPage() }
                }}
                onChoose={at => { change({ at: String(at), align }) }}
              />
              <SamplesAt jobs={jobs} align={align} at={shown.at} />
            </>
            )}
      </Reply>
    </Card>
  )
}

const whyNothing = (jobs: readonly JobDetails[], align: Alignment): string =>
  align !== 'step' && jobs.every(({ state }) => state.max_step === 0)
    ? 'Nothing says yet how long an epoch of these jobs is.'
    : 'None of the jobs has a sample.'
