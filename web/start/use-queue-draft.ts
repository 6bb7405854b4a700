import { useMutation } from '@tanstack/react-query'
import type { components } from '../api/schema.d.ts'
import { read } from '../api/client.ts'
import { useApi } from '../api/use-api.ts'
import { announce } from '../ui/announcer.tsx'
import { readConfigText } from './config-text.ts'
import type { Draft } from './use-draft.ts'

type CreatedJob = components['schemas']['CreatedJob']

/**
 * Queues what is set up; a refusal says why and loses nothing. `config_from`: name of the config that it was made from.
 */
export function useQueueDraft (config_from: string | null, onQueued: (job: CreatedJob) => void) {
  const api = useApi()
  return useMutation({
    mutationFn: async ({ text, tags, after, name, priority, device }: Draft) => {
      const typed = readConfigText(text)
      if ('problem' in typed) throw new Error(`Line ${typed.line}: ${typed.problem}`)
      return await read(api.POST('/api/v1/training-jobs', {
        body: {
          name, priority, device, queue: true, config: typed.config,
          tags: [...new Set(tags.map(tag => tag.trim()).filter(tag => tag !== ''))],
          ...after === '' ? {} : { after: [after] }, ...config_from === null ? {} : { config_from }
        }
      }))
    },
    onSuccess (job) {
      announce(`${job.name} is queued`)
      onQueued(job)
    }
  })
}
