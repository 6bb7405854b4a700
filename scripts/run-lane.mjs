import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

/** The repository's root, without a slash at its end. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')
const MOST_SEEDS = 2 ** 31

/** What a command reads from its command line; it prints its usage and ends where that is asked for or needed. */
export function readOptions (command, usage, names) {
  const fail = message => {
    process.stderr.write(`${command}: ${message}\n\n${usage}`)
    process.exit(2)
  }
  const parse = () => {
    try {
      const options = Object.fromEntries(names.map(name => [name, { type: 'string' }]))
      return parseArgs({ options: { ...options, help: { type: 'boolean', short: 'h' } } }).values
    } catch (error) {
      return fail(error.message)
    }
  }
  const { help, ...values } = parse()
  if (help) {
    process.stdout.write(usage)
    process.exit(0)
  }
  /** The number that an option gives, or `fallback`; ends the program when it is none that fits. */
  const number = (name, fallback, fits, expected) => {
    const text = values[name] ?? String(fallback)
    const read = Number(text)
    if (text.trim() === '' || !fits(read)) fail(`--${name}: "${text}" is not ${expected}`)
    return read
  }
  const isSeed = read => Number.isInteger(read) && read >= 0 && read < MOST_SEEDS
  const seed = fallback => number('seed', fallback, isSeed, `a whole number from 0 to ${MOST_SEEDS - 1}`)
  return { values, number, seed, fail }
}

/** Runs one test file for as long as it may take, and ends with its exit code. `through`: a program that runs tap. */
export function runTest (path, { seconds, env, through = [] }) {
  const tap = `${root}/node_modules/.bin/tap`
  const [program, ...args] = [...through, tap, path, '--reporter=tap', `--timeout=${seconds}`]
  const child = spawn(program, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
  child.once('exit', code => { process.exitCode = code ?? 1 })
}
