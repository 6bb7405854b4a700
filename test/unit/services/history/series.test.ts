import t from 'tap'
import { readSeries } from '../../../../services/history/series.ts'
import type { MetricRows } from '../../../../services/store/metric-rows.ts'

t.test('[L20] of many metrics the extremes come from the rollups, and from single metrics at the edges', async t => {
  const point = (step: number, value: number) => ({ step, value, at: 0, elapsed_ms: 0, stretch: Math.floor(step / 64) })
  // as: only what is read of them
  const rows = {
    count: async () => 10,
    rolledCount: async () => 990,
    end: async (_: unknown, which: string) => which === 'first' ? point(1, 0) : point(999, 0),
    extremes: async ({ from_step }: { from_step: number }, _: number, which: string) =>
      [which === 'min' ? point(from_step + 1, -1) : point(from_step + 2, 1)],
    rolledExtremes: async (_: unknown, __: number, which: string) =>
      [which === 'min' ? point(300, -9) : point(400, 9)]
  } as unknown as MetricRows
  const span = { job_number: 1, attempt: 1, tag: 'loss', from_step: 1, to_step: 999, first_seq: 1, last_seq: 999 }
  const { points } = await readSeries(rows, [span], 40, 100)
  t.strictSame(points.map(({ step }) => step), [1, 2, 3, 300, 400, 961, 962, 999])
})
