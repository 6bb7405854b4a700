import type { LogLevel } from '../../contract/values.ts'

/** What a line of output says about itself, and whether the next one still belongs to a traceback. */
export interface LineReading {
  level: LogLevel
  in_traceback: boolean
  /** A progress bar that redraws itself; only the newest says anything. */
  redraw: boolean
}

const words: Record<string, LogLevel> = {
  DEBUG: 'debug', TRACE: 'debug', INFO: 'info', NOTICE: 'info', WARNING: 'warning', WARN: 'warning',
  ERROR: 'error', CRITICAL: 'critical', FATAL: 'critical'
}
const word = Object.keys(words).join('|')
// "WARNING:root:…", "[ERROR] …", "INFO - …"
const prefixed = new RegExp(`^\\s*[\\[(<]?(${word})[\\])>]?\\s*(?:[:|\\-]|$|(?<=[\\])>]))`)
// "2026-01-01 12:00:00,123 - name - WARNING - …", "[2026-01-01 12:00:00] [ERROR] …", "12:00:00 | INFO | …"
const dated = new RegExp(
  '^\\W{0,2}(?:\\d{4}-\\d\\d-\\d\\d[T ' +
  `])?\\d\\d:\\d\\d(?::\\d\\d)?[^A-Z]{0,16}(?:[\\w.]+\\s*[-|:]\\s*)?[\\[(<|\\-\\s]*\\b(${word})\\b`
)
// glog and absl: "W0101 12:00:00.123456 …"
const glog = /^([IWEF])\d{4} \d\d:\d\d:\d\d/
const glogLevels: Record<string, LogLevel> = { I: 'info', W: 'warning', E: 'error', F: 'critical' }
const pythonWarning = /(?:^|\s)\w*Warning: /
const exception = /^(?:[A-Za-z_][\w.]*\.)?[A-Z]\w*(?:Error|Exception|Interrupt|Exit)(?:: |$)/
const traceback = /^\s*(?:\+ Exception Group )?Traceback \(most recent call last\):/
const fatal = /^(?:Fatal Python error|Segmentation fault|Killed\b|Aborted\b|terminate called)/
// A bar has no end of its own, so what is printed next stands on the same line: "42%|## | 42/100 [00:01<00:02]WARNING:
// …"
const barAndFigures = /^.*\d{1,3}%\|[^[]*\[[^\]]*\]/
const bar = /\d{1,3}%\|.*\|\s*[\d.]+\w?\/[\d.]+\w?|\b\d+(?:it|B|\wB)? \[\d\d:\d\d, +[\d.?]+/

/**
 * Reads the level of one line of a trainer's output, following Python's logging, warnings, tracebacks and progress
 * bars.
 */
export function readLine (line: string, in_traceback: boolean): LineReading {
  if (traceback.test(line) || (in_traceback && /^\s/.test(line))) {
    return { level: 'error', in_traceback: true, redraw: false }
  }
  if (in_traceback || exception.test(line)) return { level: 'error', in_traceback: false, redraw: false }
  const said = line.replace(barAndFigures, '')
  const redraw = said.trim() === '' || (said === line && bar.test(line))
  return { level: redraw ? 'debug' : namedLevel(said) ?? tellingLevel(said), in_traceback: false, redraw }
}

/** The level that a line names, as loggers do. */
function namedLevel (line: string): LogLevel | undefined {
  const name = prefixed.exec(line)?.[1] ?? dated.exec(line)?.[1]
  if (name !== undefined) return words[name]
  const letter = glog.exec(line)?.[1]
  return letter === undefined ? undefined : glogLevels[letter]
}

function tellingLevel (line: string): LogLevel {
  if (fatal.test(line)) return 'critical'
  return pythonWarning.test(line) ? 'warning' : 'info'
}

const escapes =
  // eslint-disable-next-line no-control-regex -- they are what is being taken out
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[PX^_][^\u001b]*(?:\u001b\\)?|[ -/]*[0-~])?/g
// eslint-disable-next-line no-control-regex -- they are what is being taken out
const controls = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g

/** Takes terminal escapes and control characters out of a line, so that no log can move anybody's cursor. */
export function cleanLine (line: string): string {
  return line.replace(escapes, '').replace(controls, '')
}
