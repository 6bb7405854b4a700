/**
 * URL paths that stand inside replies and messages. The routes themselves are registered in routes/, and a test proves
 * that each of these paths leads to one.
 */
export const links = {
  job: (job_id: string): string => `/api/v1/training-jobs/${encodeURIComponent(job_id)}`,
  sampleImage: (sample_id: string): string => `/api/samples/${encodeURIComponent(sample_id)}/image`,
  sampleThumbnail: (sample_id: string): string => `/api/samples/${encodeURIComponent(sample_id)}/thumbnail`,
  model: (model_id: string): string => `/api/v1/models/${encodeURIComponent(model_id)}`,
  modelDownload: (model_id: string): string => `/api/v1/models/${encodeURIComponent(model_id)}/download`,
  modelFileDownload: (model_id: string, index: number): string =>
    `/api/v1/models/${encodeURIComponent(model_id)}/files/${index}/download`
}
