import type { ServerMessage } from '../../contract/socket.ts'

type MessageType = ServerMessage['type']

// A record, so that the compiler misses a type that is not in it.
const all: Record<MessageType, true> = {
  connected: true, subscribed: true, unsubscribed: true, pong: true, error: true, replay_complete: true,
  bookmark: true, system_stats: true, conditions: true, changed: true, training_state: true, training_progress: true,
  training_status: true, trainer_ready: true, sample_generated: true, sample_default: true, sample_custom: true,
  sample_progress: true, validation_result: true, backup_created: true, model_saved: true, command_result: true,
  log: true, warning: true, epoch_completed: true, job_queued: true, gap: true
}

/** Every `type` of the native stream's messages: what a reader of server-sent events listens for. */
export const messageNames = Object.keys(all) as MessageType[] // as: the keys are those
