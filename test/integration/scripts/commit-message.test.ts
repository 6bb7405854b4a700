import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { root } from '../../helpers/tree.ts'

const short = 'fix(runner): a second stop does not restart the sequence'
const long = `fix: ${'ü'.repeat(68)}`
const messages: Array<[string, string]> = [
  [`${short}\n\nThe journal had two.\n`, ''],
  [`${long.slice(0, 72)}\n\nBecause.`, ''],
  [`# a comment\n\n${short}\n\nBecause.\n# another`, ''],
  [`Merge branch 'x'\n# ${'-'.repeat(24)} >8 ${'-'.repeat(24)}\n`, ''],
  [`Revert "${'x'.repeat(90)}"`, ''],
  [`fixup! ${short}`, ''],
  [`${long}\n\nBecause.`, 'The subject has 73 characters; 72 are the most.\n'],
  [`${short}\n`, 'The body is missing: say why.\n'],
  [`${short}\n\n# only a comment\n`, 'The body is missing: say why.\n'],
  [`${short}\n# ${'-'.repeat(24)} >8 ${'-'.repeat(24)}\n\ndiff --git a/a b/a`, 'The body is missing: say why.\n'],
  [`${short}\nBecause.`, 'The second line is not empty.\n'],
  ['\n', 'The subject is empty.\nThe body is missing: say why.\n']
]

t.test('[G22] the commit hook refuses a long subject and a message without a body', async t => {
  const file = join(t.testdir(), 'message')
  for (const [message, problems] of messages) {
    writeFileSync(file, message)
    const { status, stderr } = spawnSync(join(root, '.githooks/commit-msg'), [file], { encoding: 'utf8' })
    t.strictSame([stderr, status], [problems, problems === '' ? 0 : 1], message)
  }
})
