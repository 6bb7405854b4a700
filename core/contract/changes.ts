import type { Static } from '@sinclair/typebox'
import { words } from './define.ts'

/** What a request can change without an event of a training: the tags of its routes. */
export const changedResources = ['jobs', 'config', 'samples', 'networks', 'models', 'system'] as const
export const ChangedResource = words(
  changedResources,
  'What changed, by the tag of the routes that answer it. jobs: the queue and the disk use too. system: what is ' +
    'known of the trainer'
)
export type ChangedResource = Static<typeof ChangedResource>
