// commit-message.mjs <file>: refuses a commit message with a long subject or without a body. Called by
// .githooks/commit-msg.
import { readFileSync } from 'node:fs'

const longest = 72
const madeByGit = /^(Merge |Revert |Reapply |fixup! |squash! |amend! )/

/** What is wrong with a commit message, a sentence for each. */
function problems (message) {
  const [subject = '', ...rest] = strip(message)
  if (madeByGit.test(subject)) return []
  const length = [...subject].length
  const found = []
  if (length === 0) found.push('The subject is empty.')
  if (length > longest) found.push(`The subject has ${length} characters; ${longest} are the most.`)
  if (rest.length > 0 && rest[0] !== '') found.push('The second line is not empty.')
  if (rest.every(line => line === '')) found.push('The body is missing: say why.')
  return found
}

/** The lines that git keeps: no comments, nothing below the scissors. */
function strip (message) {
  const [kept] = message.split(/^# -+ >8 -+$/m)
  const lines = kept.split('\n').filter(line => !line.startsWith('#')).map(line => line.trimEnd())
  return lines.slice(lines.findIndex(line => line !== ''))
}

const found = problems(readFileSync(process.argv[2], 'utf8'))
for (const problem of found) console.error(problem)
process.exitCode = found.length === 0 ? 0 : 1
