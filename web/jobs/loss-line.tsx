import { useEffect } from 'react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { TrainingState } from '../../core/contract/training.ts'
import { sparklinesQuery } from '../api/queries.ts'
import { useApi } from '../api/use-api.ts'
import { Sparkline } from '../charts/sparkline.tsx'
import { count, significant } from '../ui/format.ts'

const POINTS = 120
const EVERY_MS = 5000

/** The loss of a job from its first step on, as the server has it; read anew while steps are trained. */
export function LossLine ({ state }: { state: TrainingState }) {
  const query = sparklinesQuery(useApi(), [state.job_id ?? ''], undefined, POINTS)
  const { data, dataUpdatedAt } = useQuery(query)
  const client = useQueryClient()
  const step = state.progress.global_step
  const line = data?.sparklines[0]
  const isBehind = line !== undefined && step > (line.steps.at(-1) ?? -1)
  useEffect(() => {
    if (!isBehind) return
    const wait_ms = Math.max(0, dataUpdatedAt + EVERY_MS - Date.now())
    const timer = setTimeout(() => { void client.invalidateQueries({ queryKey: query.queryKey }) }, wait_ms)
    return () => { clearTimeout(timer) }
  }, [step, isBehind, dataUpdatedAt])
  if (line === undefined) return null
  const [first, last] = [line.mean[0], line.mean.at(-1)]
  return (
    <Sparkline
      x={line.steps} y={line.mean} until={Math.max(state.max_step * state.max_epoch, line.steps.at(-1) ?? 0)}
      format={value => significant(value, 3)}
      label={`Loss over ${count(step)} steps, from ${significant(first, 3)} to ${significant(last, 3)}`}
    />
  )
}
