import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import { root } from '../../helpers/tree.ts'

const run = (...args: string[]) =>
  spawnSync(process.execPath, [join(root, 'scripts/chaos.mjs'), ...args], { encoding: 'utf8' })

t.test('[K92] the chaos run says what its options are, and refuses at once one that it cannot use', async t => {
  const help = run('--help')
  t.equal(help.status, 0)
  for (const option of ['--seed N', '--minutes M', '--other DIR']) t.match(help.stdout, option)
  const refused: Array<[string[], string]> = [
    [['--seed', 'x'], '--seed: "x" is not a whole number from 0 to 2147483647'],
    [['--seed', '1.5'], '--seed: "1.5" is not'],
    [['--minutes', '0'], '--minutes: "0" is not a number above 0, at most 1440'],
    [['--minutes', ''], '--minutes: "" is not'],
    [['--other', t.testdir()], 'dist/src/server.js does not exist; give the folder of a built checkout'],
    [['--sed', '1'], "Unknown option '--sed'"]
  ]
  for (const [args, problem] of refused) {
    const { status, stdout, stderr } = run(...args)
    t.strictSame([status, stdout], [2, ''], args.join(' '))
    t.ok(stderr.includes(problem) && stderr.includes('npm run test:chaos --'), `${args.join(' ')}: ${stderr}`)
  }
})
