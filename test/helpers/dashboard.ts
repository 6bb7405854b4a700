import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ShownFamily } from './exposition.ts'
import { root } from './tree.ts'

const run = promisify(execFile)

/** The queries of the dashboard, as Grafana sends them when all servers are chosen. */
export function dashboardQueries (): string[] {
  const { panels } = JSON.parse(readFileSync(join(root, 'docs/grafana/onetrainer-web-ui.json'), 'utf8')) as
    { panels: Array<{ targets?: Array<{ expr: string }> }> } // as: the test looks for what is in it
  return panels.flatMap(({ targets = [] }) => targets)
    .map(({ expr }) => expr.replaceAll('$__rate_interval', '5m').replaceAll('$instance', '.*'))
}

/** Names of metrics in a query, and the labels it names. */
export function namesInQuery (query: string): { metrics: string[], labels: string[] } {
  const plain = query.replace(/"[^"]*"/g, '""')
  const labels = [...plain.matchAll(/\{([^}]*)\}|by \(([^)]*)\)/g)]
    .flatMap(([, matched = '', by = '']) => `${matched},${by}`.split(','))
    .map(label => label.replace(/[=~!"].*/, '').trim()).filter(label => label !== '')
  return { metrics: [...new Set(plain.match(/\b(?:onetrainer|http|process|nodejs)_\w+/g))], labels }
}

/** Whether promtool, of Debian's package prometheus, is on the PATH. */
export const hasPromtool = async (): Promise<boolean> =>
  await run('promtool', ['--version']).then(() => true, () => false)

/**
 * What promtool says of the queries when it evaluates each over these metrics, which go on for an hour: rejects where
 * one is malformed or finds nothing.
 */
export async function evaluateQueries (dir: string, queries: string[], families: ShownFamily[]): Promise<string> {
  const series = families.flatMap(({ type, samples }) => samples.map(({ name, labels, value }) => ({
    series: `${name}{instance="localhost:8000"${labels === '' ? '' : `,${labels.slice(1, -1)}`}}`,
    values: `${Number.isFinite(value) ? value : 0}+${type === 'gauge' ? 0 : 60}x60`
  })))
  const file = join(dir, 'queries.json') // JSON is YAML
  writeFileSync(file, JSON.stringify({
    evaluation_interval: '1m',
    tests: [{
      interval: '1m',
      input_series: series,
      promql_expr_test: queries.map(query => ({
        expr: `count(${query}) > bool 0`, eval_time: '30m', exp_samples: [{ labels: '{}', value: 1 }]
      }))
    }]
  }))
  return (await run('promtool', ['test', 'rules', file])).stdout
}

/** What promtool finds in an exposition; rejects with it where there is something. */
export async function lintExposition (text: string): Promise<void> {
  const checking = run('promtool', ['check', 'metrics'])
  checking.child.stdin?.end(text)
  await checking
}
