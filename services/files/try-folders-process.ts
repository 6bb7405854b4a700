import { tryFolder } from './try-folder.ts'
import type { FolderTry } from './try-folder.ts'

// A process of its own: a folder that hangs, as one of a lost network disk does, holds up nobody else.
const tries = JSON.parse(process.argv[2] ?? '[]') as FolderTry[] // as: written by try-folders.ts
for (const one of tries) {
  void tryFolder(one).then(problem => {
    process.stdout.write(JSON.stringify({ name: one.name, problem }) + '\n')
  })
}
