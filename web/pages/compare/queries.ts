import { queryOptions } from '@tanstack/react-query'
import { read } from '../../api/client.ts'
import type { Api } from '../../api/client.ts'

export type { Alignment } from '../../../core/contract/sample-matrix.ts'

const [POSITIONS, ROWS] = [100, 30]

/** Samples of several jobs at shared places. */
export const besideQuery = (api: Api, jobs: readonly string[], align: 'step' | 'epoch' | 'share') => queryOptions({
  queryKey: ['samples', 'beside', jobs, align],
  queryFn: () => read(api.GET('/api/v1/samples/matrix', {
    params: { query: { jobs: [...jobs], align, positions: POSITIONS, first_row: 0, rows: ROWS } }
  }))
})
