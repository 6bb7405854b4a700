const levels: Record<number, string> = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'WARN', 50: 'ERROR', 60: 'FATAL' }
const hidden = new Set(['level', 'time', 'pid', 'hostname', 'msg', 'err', 'job_id'])
/** From this level on a line may be looked for by the request id that an error reply has. */
const WARN = 40

/** A line of the log as a terminal shows it: time, level, message and facts. What is no log line is left as it is. */
export function terminalLine (line: string): string {
  const entry = parse(line)
  if (entry === null) return line
  const time = new Date(Number(entry.time)).toTimeString().slice(0, 8)
  const isCalm = Number(entry.level) < WARN
  const facts = Object.entries(entry).filter(([name]) => !hidden.has(name) && !(isCalm && name === 'reqId'))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const words = [String(entry.msg ?? ''), ...facts].join('  ')
  const { message, stack } = isObject(entry.err) ? entry.err : {}
  const failure = typeof stack === 'string' ? stack : typeof message === 'string' ? message : ''
  const cause = failure === '' ? '' : `\n  ${failure.replaceAll('\n', '\n  ')}`
  const level = (levels[Number(entry.level)] ?? 'info').padEnd(5)
  return `${time} ${level} ${visible(words).replaceAll('\n', ' ')}${visible(cause)}\n`
}

/** Names and messages of others may hold control characters, which a terminal would obey. */
const visible = (text: string): string =>
  // eslint-disable-next-line no-control-regex -- these are what is replaced
  text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

function parse (line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}
