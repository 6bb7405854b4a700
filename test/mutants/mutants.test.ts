import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { built } from '../helpers/built.ts'
import { createChoices } from '../helpers/choices.ts'
import { createJudge } from '../helpers/mutants/judge.ts'
import type { Health, Verdict } from '../helpers/mutants/judge.ts'
import { changed, placesIn } from '../helpers/mutants/places.ts'
import type { Place } from '../helpers/mutants/places.ts'
import { readSelections } from '../helpers/mutants/selection.ts'
import { createTypeCheck } from '../helpers/mutants/type-check.ts'
import { createWorkspace } from '../helpers/mutants/workspace.ts'
import { filesIn, root } from '../helpers/tree.ts'

const {
  MUTANTS_SEED = '1', MUTANTS_PLACES = '200', MUTANTS_AFTER = '0', MUTANTS_WHOLE = '10', MUTANTS_ONLY = ''
} = process.env
const enough = 0.85
const atOnce = 4 // much of a test of the whole is waiting
const unit = 30

/** As many places as asked for, each once, in an order of their own; none that the compiler would refuse. */
function sample (count: number, seed: number): Place[] {
  const { below } = createChoices(seed)
  const compiles = createTypeCheck()
  const places = ['core', 'services', 'runner']
    .flatMap(filesIn)
    .filter(path => path.endsWith('.ts'))
    .flatMap(path => placesIn(path, readFileSync(join(root, path), 'utf8')))
  const chosen: Place[] = []
  while (chosen.length < count && places.length > 0) {
    const [place] = places.splice(below(places.length), 1) as [Place] // as: there is one
    if (compiles(place.path, changed(readFileSync(join(root, place.path), 'utf8'), place))) chosen.push(place)
  }
  return chosen
}

const shown = ({ path, line, original, replacement }: Place): string =>
  `${path}:${line}  ${original.replace(/\s+/g, ' ').slice(0, 60)}  →  ${replacement}`

t.test(`[K200] at least ${100 * enough} % of a sample of small changes are noticed`, async t => {
  built('src/server.js') // refuses a stale dist/
  const places = sample(Number(MUTANTS_PLACES), Number(MUTANTS_SEED))
  const selectionOf = readSelections()
  const verdicts = new Map<Place, Verdict>()
  const only = new Set(MUTANTS_ONLY.split(',').filter(text => text !== '').map(Number))
  const waiting = [...places.entries()]
    .slice(Number(MUTANTS_AFTER))
    .filter(([index]) => only.size === 0 || only.has(index + 1))
  const health: Health = new Map()
  const works = async (): Promise<void> => {
    const workspace = createWorkspace()
    t.teardown(workspace.remove)
    const judge = createJudge(workspace, { unit, whole: Number(MUTANTS_WHOLE) }, health)
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, place] = next
      const verdict = await judge(place, selectionOf(place.path))
      verdicts.set(place, verdict)
      t.comment(`${index + 1}/${places.length} ${verdict} ${shown(place)}`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, works))
  const count = (verdict: Verdict): number => [...verdicts.values()].filter(one => one === verdict).length
  const [killed, survived] = [count('killed'), count('survived')]
  t.comment(`${killed} killed, ${survived} survived`)
  const unfit = [...health].flatMap(([test, took_ms]) => took_ms === null ? [test] : [])
  if (unfit.length > 0) t.comment(`these fail unchanged, or take too long, and judged nothing: ${unfit.join(', ')}`)
  t.ok(killed / (killed + survived) >= enough, `${(100 * killed / (killed + survived)).toFixed(1)} %`)
})
