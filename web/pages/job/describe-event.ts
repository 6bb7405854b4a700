type Event = Readonly<Record<string, unknown>> & { type: string }

const titles: Record<string, string> = {
  training_status: 'Status',
  trainer_ready: 'Trainer is ready',
  sample_generated: 'Sample',
  warning: 'Warning',
  validation_result: 'Validation',
  backup_created: 'Backup',
  model_saved: 'Model saved',
  command_result: 'Command',
  epoch_completed: 'Epoch completed',
  job_queued: 'Queued',
  gap: 'Part of the history is missing'
}
const fields = [
  'command',
  'status',
  'message',
  'error',
  'reason',
  'name',
  'step',
  'global_step',
  'epoch',
  'prompt'
] as const

/** An event in one line: what it is, and those of its fields that say most. */
export function describeEvent (event: Event): string {
  const said = fields.flatMap(field => {
    const value = event[field]
    if (typeof value === 'number') return `${field.replace('_', ' ')} ${value}`
    return typeof value === 'string' && value !== '' ? value.replaceAll('_', ' ') : []
  })
  return [titles[event.type] ?? event.type, ...new Set(said)].join(' · ')
}
