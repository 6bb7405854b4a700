import type { ChartView } from '../../charts/chart-settings.ts'
import { Button } from '../../ui/button.tsx'

interface ViewButtonsProps {
  view: ChartView | null
  buckets: readonly number[]
  isTraining: boolean
  onShow: (view: ChartView | null) => void
}

/** Back to all of it, or to the newest part in the width that is shown. */
export function ViewButtons ({ view, buckets, isTraining, onShow }: ViewButtonsProps) {
  const isFollowing = view === null || view.to === null
  return (
    <>
      {isTraining && (
        <Button
          aria-pressed={isFollowing} kind={isFollowing ? 'primary' : 'plain'}
          onClick={() => { if (!isFollowing) onShow(null) }}
          title={isFollowing ? 'New steps are shown as they come' : 'Shows new steps as they come'}
        >
          Follow live
        </Button>
      )}
      <Button blocked={view === null ? 'All of it is shown' : null} onClick={() => { onShow(null) }}>Show all</Button>
      <Button
        blocked={buckets.length < 10 ? 'Too few steps' : null}
        onClick={() => { onShow(newest(view, buckets)) }} title='The newest tenth, and what comes'
      >
        Newest
      </Button>
    </>
  )
}

function newest (view: ChartView | null, buckets: readonly number[]): ChartView | null {
  const [first, last] = [buckets[0], buckets.at(-1)]
  if (first === undefined || last === undefined) return null
  if (view !== null) return { from: Math.max(view.from, last - (last - view.from) / 10), to: null }
  return { from: last - (last - first) / 10, to: null }
}
