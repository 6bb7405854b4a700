import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { components } from '../../api/schema.d.ts'
import { read } from '../../api/client.ts'
import { useApi } from '../../api/use-api.ts'

/** Changes name, notes or tags of a job. */
export function useChangeJob (job_id: string) {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: components['schemas']['JobPatch']) =>
      read(api.PATCH('/api/v1/training-jobs/{job}', { params: { path: { job: job_id } }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['jobs'] })
  })
}
