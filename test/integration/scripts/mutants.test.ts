import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import { root } from '../../helpers/tree.ts'

const run = (...args: string[]) =>
  spawnSync(process.execPath, [join(root, 'scripts/mutants.mjs'), ...args], { encoding: 'utf8' })

t.test('[K202] the run of mutants says what its options are, and refuses one that it cannot use', t => {
  const help = run('--help')
  t.equal(help.status, 0)
  for (const option of ['--seed N', '--places N', '--after N', '--only N,N', '--whole N']) t.match(help.stdout, option)
  const refused: Array<[string[], string]> = [
    [['--seed', '-1'], "'--seed' argument is ambiguous"],
    [['--places', '0'], '--places: "0" is not a whole number from 1 to 100000'],
    [['--places', '20', '--after', '20'], '--after: "20" is not a whole number from 0 to 19'],
    [['--places', '20', '--only', '3,21'], '--only: "21" is not a number from 1 to 20'],
    [['--whole', '1.5'], '--whole: "1.5" is not'],
    [['--place', '1'], "Unknown option '--place'"]
  ]
  for (const [args, problem] of refused) {
    const { status, stdout, stderr } = run(...args)
    t.strictSame([status, stdout], [2, ''], args.join(' '))
    t.ok(stderr.includes(problem) && stderr.includes('npm run test:mutants --'), `${args.join(' ')}: ${stderr}`)
  }
  t.end()
})
