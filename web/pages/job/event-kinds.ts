/** The events of a job that its history shows, by what they are about; the log has a page of its own. */
export const eventKinds = {
  status: { label: 'Status', types: ['job_queued', 'trainer_ready', 'training_status'] },
  commands: { label: 'Commands', types: ['command_result'] },
  samples: { label: 'Samples', types: ['sample_generated'] },
  models: { label: 'Backups and saves', types: ['backup_created', 'model_saved'] },
  warnings: { label: 'Warnings and gaps', types: ['warning', 'gap'] },
  epochs: { label: 'Epochs and validations', types: ['epoch_completed', 'validation_result'] }
} as const
export type EventKind = keyof typeof eventKinds

/** The kind that an address names; null: all of them. */
export const kindIn = (address: string): EventKind | null => {
  const kind = new URLSearchParams(address).get('kind') ?? ''
  return Object.hasOwn(eventKinds, kind) ? kind as EventKind : null // as: it was found
}

export const typesOf = (kind: EventKind | null): string[] =>
  kind === null ? Object.values(eventKinds).flatMap(({ types }) => [...types]) : [...eventKinds[kind].types]
