import type { JsonObject } from '../schema/json-schema.ts'

export interface FolderContent {
  images: number
  captions: number
  /** True when counting stopped at its limit. */ more: boolean
}

/** What a preflight asks about the machine. Relative paths are meant as OneTrainer means them: from its own folder. */
export interface MachineProbe {
  /** What lies at a path; null for nothing, or nothing that may be read. */
  kindOf: (path: string) => Promise<'file' | 'folder' | null>
  /** Training files in a folder, and files with a caption's ending. */
  content: (folder: string, with_subfolders: boolean) => Promise<FolderContent>
  /** Bytes of a file, or of all that is in a folder; null when it is not there. */
  bytesOf: (path: string) => Promise<number | null>
  /** Bytes that may still be written where jobs keep their files; null when nobody knows. */
  freeBytes: () => Promise<number | null>
  /** True when a program of that name is on the trainer's PATH. */
  hasProgram: (name: string) => Promise<boolean>
  /** Configs of trainings that are not over, with the job's name. */
  others: () => Array<{ job_name: string, config: JsonObject }>
}
