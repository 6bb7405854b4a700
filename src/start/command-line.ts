import { basename } from 'node:path'
import { parseArgs } from 'node:util'

/** What the command line says: settings that replace those of the environment, that help is asked for, or nonsense. */
export type CommandLine =
  | { kind: 'help' } | { kind: 'refused', problems: string[] } | { kind: 'settings', settings: Record<string, string> }

/** Names of the command of the installed package: the one it is called by, and its file. */
const installed = ['onetrainer-web-ui', 'cli.mjs']

/** What a person types to start this process with these arguments. `script`: the npm script that runs, if one does. */
export function commandOf (program: string, args: readonly string[], script?: string): string {
  const command = installed.includes(basename(program)) ? 'onetrainer-web-ui' : `node ${program}`
  const words = script === 'start' ? ['npm start', ...(args.length > 0 ? ['--'] : [])] : [command]
  return [...words, ...args].join(' ')
}

/** The text of --help; `command`: what a person types to start this process with these arguments. */
export const usage = (command: (args: readonly string[]) => string): string => [
  `Usage: ${command(['[--host <address>]', '[--port <port>]', '[--state-dir <folder>]'])}`,
  '',
  '  --host <address>      Address to listen on (HOST)',
  '  --port <port>         Port to listen on (PORT)',
  '  --state-dir <folder>  Folder for jobs, configs and the database (STATE_DIR)',
  '  --help                Show this text',
  '',
  'The command line replaces the environment, and the environment replaces the file .env. .env.example lists all',
  'settings.'
].join('\n')

const options = {
  host: { type: 'string' }, port: { type: 'string' }, 'state-dir': { type: 'string' }, help: { type: 'boolean' }
} as const

/** Reads the arguments of the program. */
export function readCommandLine (args: readonly string[]): CommandLine {
  const refused = (problem: string): CommandLine => ({
    kind: 'refused', problems: [`${problem}. --help shows the options`]
  })
  try {
    const { help, ...values } = parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values
    if (help === true) return { kind: 'help' }
    const given = Object.entries(values)
    const empty = given.find(([, value]) => value === '')
    if (empty !== undefined) return refused(`--${empty[0]} needs a value`)
    return { kind: 'settings', settings: Object.fromEntries(given.map(([name, value]) => [settingOf(name), value])) }
  } catch (error) {
    return refused((error as Error).message.split('. ', 1)[0]!) // as: parseArgs throws nothing else
  }
}

const settingOf = (option: string): string => option.toUpperCase().replace('-', '_')
