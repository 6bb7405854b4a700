import type { ModelKind } from '../../core/contract/models.ts'

/** What a person calls a model. */
export const modelKindWords: Readonly<Record<ModelKind, string>> = {
  backup: 'Backup', save: 'Save', final: 'Final model'
}
