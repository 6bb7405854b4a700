import type { Bench } from './benches.ts'
import type { Figure } from './measurement.ts'

/** The figures as a page of Markdown. `load` is the load average of the machine before the run. */
export function report (
  benches: ReadonlyArray<Pick<Bench, 'name' | 'what'>>,
  figures: readonly Figure[],
  load: number
): string {
  const [first] = figures
  if (first === undefined) throw new Error('There is no figure to report')
  return [
    '# Benchmarks', '',
    'Made by `npm run bench -- --write`; nobody edits it. Each figure stands beside its floor: the same thing done with as little as possible, in the same run, turn and',
    'turn about, the median of several rounds. Read the ratios; what is absolute belongs to the machine.',
    '',
    `${first.at.slice(0, 10)}, Node ${first.node}, ${first.cpus}, load average before the run ${load.toFixed(1)}.`,
    ...benches.flatMap(({ name, what }) =>
      section(
        name, what,
        figures.filter(({ bench }) => bench === name)
      )
    ),
    ''
  ].join('\n')
}

function section (name: string, what: string, figures: Figure[]): string[] {
  return [
    '', `## ${name}`, '', what, '',
    '| Figure | Value | Floor | Ratio | Target | Met |',
    '|---|---:|---:|---:|---|---|',
    ...figures.map(
      ({ figure, value, unit, floor, ratio, target, met }) =>
        `| ${figure} | ${show(value)} ${unit} | ${floor === null ? '–' : show(floor)} | ${ratio === null ? '–' : ratio.toPrecision(3)} | ${target ?? '–'} | ${met === null ? '–' : met ? 'yes' : '**no**'} |`
    )
  ]
}

const show = (value: number): string => value.toLocaleString('en-GB', { maximumSignificantDigits: 4 })
