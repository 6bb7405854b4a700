// Python files have lines of at most 120 characters, as all others have, and no fault that a compiler would find.
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const limit = 120
const strangers = 'test/fixtures/seeds/' // other people's code
const generated = ['bridge/contract.py']

/**
 * The lines of a text that are too long, as `path:line has n characters`. A URL may not be broken, so its line is free.
 */
export const longLines = (path, text) => text.split('\n').flatMap((line, index) =>
  [...line].length > limit && !/https?:\/\//.test(line)
    ? [`${path}:${index + 1} has ${[...line].length} characters; ${limit} are the most`]
    : [])

if (import.meta.url === `file://${process.argv[1]}`) {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.py'], { encoding: 'utf8' }).split(
    '\n'
  )
  const files = listed.filter(path => path !== '' && !path.startsWith(strangers) && !generated.includes(path))
  const found = files.flatMap(path => longLines(path, readFileSync(path, 'utf8')))
  for (const line of found) console.error(line)
  const names = spawnSync('python3', ['scripts/lint/python_names.py', ...files], { stdio: 'inherit' })
  if (names.error !== undefined) console.error(`python3 cannot be run: ${names.error.message}`)
  process.exitCode = found.length === 0 && names.status === 0 ? 0 : 1
}
