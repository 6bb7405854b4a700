import type { Bench } from './benches.ts'
import type { Measurement } from './measurement.ts'

/** A part of the document: its title, the command that makes it, and its benches. */
export interface Part {
  title: string
  command: string
  benches: ReadonlyArray<Pick<Bench, 'name' | 'what'>>
}

/** The document with another text for the part of the same title, which is added where there is none. */
export function withPart (page: string, part: string): string {
  const titleOf = (text: string): string => text.slice(0, text.indexOf('\n'))
  const parts = page.split(/^(?=# )/m).filter(text => text !== '').map(text => text.trimEnd() + '\n')
  const at = parts.findIndex(text => titleOf(text) === titleOf(part))
  return (at === -1 ? [...parts, part] : parts.with(at, part)).join('\n')
}

/** The measurements as Markdown. `load` is the load average of the machine before the run. */
export function report (
  { title, command, benches }: Part,
  measurements: readonly Measurement[],
  load: number
): string {
  const [first] = measurements
  if (first === undefined) throw new Error('There is no measurement to report')
  return [
    `# ${title}`, '',
    `Made by \`${command} -- --write\`; nobody edits it. Each metric stands beside its floor: the same thing done ` +
    'with as little as possible, in the same run, turn and',
    'turn about, the median of several rounds. Read the ratios; what is absolute belongs to the machine.',
    '',
    `${first.at.slice(0, 10)}, Node ${first.node}, ${first.cpus}, load average before the run ${load.toFixed(1)}.`,
    ...benches.flatMap(({ name, what }) =>
      section(
        name, what,
        measurements.filter(({ bench }) => bench === name)
      )
    ),
    ''
  ].join('\n')
}

function section (name: string, what: string, measurements: Measurement[]): string[] {
  return [
    '', `## ${name}`, '', what, '',
    '| Metric | Value | Floor | Ratio | Target | Met |',
    '|---|---:|---:|---:|---|---|',
    ...measurements.map(
      ({ metric, value, unit, floor, ratio, target, met }) =>
        `| ${metric} | ${show(value)} ${unit} | ${floor === null ? '–' : show(floor)} | ` +
        `${ratio === null ? '–' : ratio.toPrecision(3)} | ${target ?? '–'} | ` +
        `${met === null ? '–' : met ? 'yes' : '**no**'} |`
    )
  ]
}

const show = (value: number): string => value.toLocaleString('en-GB', { maximumSignificantDigits: 4 })
