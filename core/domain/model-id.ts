/** A model id, `m<job number>-<seq>`: the event of a job that told of the model. */
export interface ModelId { job_number: number, seq: number }

/** Writes a model id. */
export const modelId = ({ job_number, seq }: ModelId): string => `m${job_number}-${seq}`

/** Reads a model id; null where it is none. */
export function parseModelId (text: string): ModelId | null {
  const [, job_number, seq] = /^m(\d{1,15})-(\d{1,15})$/.exec(text) ?? []
  return job_number === undefined ? null : { job_number: Number(job_number), seq: Number(seq) }
}
