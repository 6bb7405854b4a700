import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { count, several, shape } from './define.ts'
import { JobId } from './values.ts'

/** The configs of several jobs beside each other. */
export const MOST_COMPARED_JOBS = 30

export const ConfigDifferencesQuery = shape('ConfigDifferencesQuery', 'Jobs whose configs are compared', {
  jobs: several(`Ids, numbers or slugs of jobs, at most ${MOST_COMPARED_JOBS}`, ['1'])
})
export type ConfigDifferencesQuery = Static<typeof ConfigDifferencesQuery>

export const ConfigField = shape('ConfigField', 'Field of the compared configs', {
  pointer: Type.String({ description: 'JSON pointer to the field', examples: ['/learning_rate'] }),
  values: Type.Array(Type.Unknown(), { description: 'Its value in each job; null where it is not there' }),
  missing: Type.Array(count('Place of a job'), { description: 'Places of the jobs whose config has no such field' })
})
export type ConfigField = Static<typeof ConfigField>

export const ConfigDifferences = shape('ConfigDifferences', 'What differs between the configs of several jobs', {
  jobs: Type.Array(JobId, { description: 'In the order of all values' }),
  groups: Type.Array(shape('ConfigDifferenceGroup', 'Fields of one part of the config', {
    title: Type.String({ description: 'The list or object they stand in; General: none', examples: ['optimizer'] }),
    fields: Type.Array(ConfigField)
  })),
  equal: Type.Array(ConfigField, { description: 'Fields with the same value in all of them' })
})
export type ConfigDifferences = Static<typeof ConfigDifferences>
