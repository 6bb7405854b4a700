import type { QueryClient } from '@tanstack/react-query'
import type { ServerMessage } from '../../core/contract/socket.ts'

/** First word of every query key: what a reply is about. */
export type Resource =
  'jobs' | 'queue' | 'config' | 'samples' | 'matrix' | 'newer_samples' | 'models' | 'metrics' | 'log' | 'history' |
  'events' | 'event_pages' | 'system' | 'disk' | 'networks'

const allSamples = ['samples', 'matrix', 'newer_samples'] as const

/** How long events are gathered before replies are asked for anew, so that a burst of them makes one request. */
const GATHER_MS = 300

/** The replies that a message makes outdated. Progress is shown by the stream itself. */
export function outdatedBy (message: ServerMessage): readonly Resource[] {
  switch (message.type) {
    case 'training_status':
      return isEnd(message.status)
        ? ['jobs', 'queue', 'history', 'events', 'disk']
        : ['jobs', 'queue', 'history', 'events']
    case 'job_queued': return ['jobs', 'queue', 'history', 'events']
    // Of an attempt that goes on from a backup: what came after that backup no longer counts.
    case 'trainer_ready': return ['jobs', 'queue', 'history', 'events', ...allSamples, 'metrics']
    // The matrix asks for the new ones alone.
    case 'sample_generated': return ['samples', 'newer_samples', 'events', 'disk']
    case 'backup_created': case 'model_saved': return ['models', 'events', 'disk']
    case 'command_result': case 'warning': return ['history', 'events']
    case 'validation_result': case 'epoch_completed': return ['metrics', 'events']
    case 'changed':
      return changedWith[message.resource] ?? [message.resource, 'disk']
    case 'gap': return everything
    default: return []
  }
}

/** What else a change outdates. */
const changedWith: Readonly<Partial<Record<string, readonly Resource[]>>> = {
  jobs: ['jobs', 'queue', 'models', 'disk'], system: ['system', 'config'], samples: [...allSamples, 'disk']
}

const isEnd = (status: string): boolean => ['completed', 'error', 'stopped', 'paused'].includes(status)

/** What a server reads when it starts: another one may say otherwise, and it tells of that by no event. */
const readAtStart: readonly Resource[] = ['system', 'config', 'queue', 'disk']

const everything: readonly Resource[] = [
  'jobs', 'queue', 'config', ...allSamples, 'models', 'metrics', 'log', 'history', 'events', 'event_pages',
  'system', 'disk', 'networks'
]

export interface Invalidation {
  onMessage: (message: ServerMessage) => void
  /**
   * A connection stands. `replayed`: what was missed is told by events; otherwise everything is outdated, but for what
   * was asked before the first connection.
   */
  onConnected: (replayed: boolean) => void
}

/** Marks replies as outdated, and asks anew for those that are on the screen. */
export function createInvalidation (queries: QueryClient): Invalidation {
  const outdated = new Set<Resource>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let isFirst = true
  let started_at: string | null = null

  /** Another server process than the one before. */
  function isOtherServer (message: ServerMessage): boolean {
    if (message.type !== 'connected') return false
    const before = started_at
    started_at = message.server.started_at
    return before !== null && before !== started_at
  }
  function mark (resources: readonly Resource[]): void {
    for (const resource of resources) outdated.add(resource)
    if (outdated.size > 0) timer ??= setTimeout(flush, GATHER_MS)
  }
  function flush (): void {
    timer = undefined
    const resources = [...outdated]
    outdated.clear()
    void queries.invalidateQueries({ predicate: ({ queryKey: [resource] }) => resources.some(one => one === resource) })
  }
  return {
    onMessage: message => { mark(isOtherServer(message) ? readAtStart : outdatedBy(message)) },
    onConnected (replayed) {
      if (!replayed && !isFirst) mark(everything)
      // What failed while the server was away.
      else void queries.invalidateQueries({ predicate: ({ state }) => state.status === 'error' })
      isFirst = false
    }
  }
}
