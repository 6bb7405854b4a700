import { readFileSync } from 'node:fs'
import t from 'tap'
import { filesIn, root } from '../../helpers/tree.ts'

/** Calls that take something away from the disk, or put something in its place. */
const removing = new RegExp([
  /(?<![.\w])(rm|rmdir|unlink|rename|truncate|ftruncate)(Sync)?\(/.source,
  /\b(disk|file|files)\.(remove|rename|truncate)\(/.source,
  /\b(unlinkSync|renameSync|ftruncateSync),/.source
].join('|'))
const inPython = /\b(shutil\.rmtree|os\.remove|os\.replace|os\.rename|\.unlink|\.rmdir|\.rename)\(/

/** Where such calls are, and what they may take away. */
const reasons: Record<string, string> = {
  'services/conditions/probes.ts': 'the file that it has just written',
  'services/files/atomic-write.ts': 'its own drafts, and what the owner of a file replaces, renames or removes',
  'services/files/leftovers.ts': 'drafts of a killed server, and thumbnails where an older server kept them',
  'services/files/made-folder.ts': 'what the same call has just made',
  'services/files/move-aside.ts': 'nothing: the content is kept under another name',
  'services/files/remove-tree.ts': 'what a user deletes, for the folders of jobs and their outputs',
  'services/files/try-folder.ts': 'the empty folder that the same call has just made',
  'services/jobs/delete-output.ts': 'what a user deletes',
  'services/jobs/job-journal.ts': 'its own line, and bytes that it has just kept aside',
  'services/configs/saved-configs.ts': 'a saved config that a user deletes or renames',
  'services/networks/networks.ts': 'a network that a user deletes',
  'services/onetrainer/description-cache.ts': 'descriptions of other commits, which can be made again',
  'services/samples/thumbnails.ts': 'thumbnails of a sample that a user deletes',
  'services/store/lock.ts': 'the content of a damaged lock, which is kept aside',
  'runner/disk.ts': 'the calls for the others of the runner, and drafts',
  'runner/attempt-folder.ts': 'drafts of a killed runner; a damaged exit.json is kept aside',
  'runner/raw-log.ts': 'the oldest output, at a limit; the journal counts it',
  'runner/reserve.ts': 'its own file of zeros',
  'runner/segments.ts': 'half a line, which the journal counts',
  'runner/socket-lock.ts': 'the socket of a dead runner, which is not under runs/',
  'bridge/files.py': 'its own drafts',
  'bridge/builtin/backups.py': 'its own unfinished backups, and those beyond the count that the config sets',
  'bridge/onetrainer/artifacts.py': 'a model that could not be written whole',
  'bridge/onetrainer/resume.py': 'nothing: incomplete backups are moved aside'
}

t.test('[G41] every call that removes or replaces something on the disk is listed with its reason', t => {
  const sources = ['services', 'runner', 'core', 'routes', 'src'].flatMap(folder => filesIn(folder))
    .filter(path => path.endsWith('.ts'))
  const programs = filesIn('bridge').filter(path => path.endsWith('.py'))
  const code = (path: string): string => readFileSync(root + path, 'utf8').replace(/^\s*(\/\/|\*|#).*$/gm, '')
  const found = [
    ...sources.filter(path => removing.test(code(path))),
    ...programs.filter(path => inPython.test(code(path)))
  ]
  t.strictSame(found.sort(), Object.keys(reasons).sort())
  t.end()
})
