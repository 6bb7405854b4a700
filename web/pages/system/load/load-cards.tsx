import { useState } from 'react'
import { useIsLive } from '../../../live/use-live.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { Loading } from '../../../ui/loading.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { GpuCard } from './gpu-card.tsx'
import { MachineCard } from './machine-card.tsx'
import type { LoadView } from './load-chart.tsx'
import { gpuKeys, spanOf } from './readings.ts'
import { useLanes } from './use-lanes.ts'
import { useReadings } from './use-readings.ts'
import styles from './load.module.css'

/** The load of the machine over the last hour: a card for each GPU, and one for CPU and RAM. */
export function LoadCards () {
  const { history, readings, interval_ms } = useReadings()
  const [cursor, setCursor] = useState<number | null>(null)
  const span = spanOf(readings)
  const work = useLanes(readings, span, interval_ms)
  const is_live = useIsLive()
  const retry = (): void => { void history.refetch() }
  const failed = history.error !== null && <NoHistory error={history.error} onRetry={retry} />
  if (span === null) return failed || <NothingYet loading={history.data === undefined} is_live={is_live} />
  const view: LoadView = { readings, interval_ms, span, cursor, onCursor: setCursor }
  return (
    <>
      {failed}
      {gpuKeys(readings).map(key => <GpuCard key={key} gpu_key={key} view={view} work={work} />)}
      <MachineCard view={view} work={work} />
    </>
  )
}

const NoHistory = ({ error, onRetry }: { error: Error, onRetry: () => void }) => (
  <div className={styles.notices}>
    <Notice tone='warn' act={<Button onClick={onRetry}>Try again</Button>}>
      The load of the last hour cannot be shown: {error.message}
    </Notice>
  </div>
)

const NothingYet = ({ loading, is_live }: { loading: boolean, is_live: boolean }) => (
  <Card className={styles.card}>
    {loading
      ? <Loading what='The load of the machine' />
      : (
        <Empty title='Nothing has been measured in the last hour'>
          <p>
            The machine is measured while a training is at work or somebody watches.
            {is_live ? ' The first reading comes in a moment.' : ' The first reading comes when the page is connected.'}
          </p>
        </Empty>
        )}
  </Card>
)
