import type { Bench } from './benches.ts'
import type { Measurement } from './measurement.ts'

/** The measurements as a page of Markdown. `load` is the load average of the machine before the run. */
export function report (
  benches: ReadonlyArray<Pick<Bench, 'name' | 'what'>>,
  measurements: readonly Measurement[],
  load: number
): string {
  const [first] = measurements
  if (first === undefined) throw new Error('There is no measurement to report')
  return [
    '# Benchmarks', '',
    'Made by `npm run bench -- --write`; nobody edits it. Each metric stands beside its floor: the same thing done ' +
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
