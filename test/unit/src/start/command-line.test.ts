import t from 'tap'
import { inspectSettings } from '../../../../src/settings.ts'
import { commandOf, readCommandLine, usage } from '../../../../src/start/command-line.ts'

t.test('[G84] options of the command line are settings; one that is unknown or empty is refused', t => {
  t.strictSame(readCommandLine([]), { kind: 'settings', settings: {} })
  t.strictSame(readCommandLine(['--host', '::1', '--port=1', '--state-dir', 'x']), {
    kind: 'settings', settings: { HOST: '::1', PORT: '1', STATE_DIR: 'x' }
  })
  t.strictSame(readCommandLine(['--help', '--port', '1']), { kind: 'help' })
  for (const args of [['--prot', '1'], ['--port='], ['--port'], ['8000'], ['--help=no']]) {
    t.match(readCommandLine(args), { kind: 'refused', problems: [/--help shows the options$/] }, args.join(' '))
  }
  t.end()
})

t.test('[G84] help and Ctrl-C name the command that a person typed', t => {
  t.equal(commandOf('/x/dist/src/server.js', [], 'start'), 'npm start')
  t.equal(commandOf('/x/dist/src/server.js', ['--port', '1'], 'start'), 'npm start -- --port 1')
  t.equal(commandOf('/x/dist/src/server.js', ['--port', '1']), 'node /x/dist/src/server.js --port 1')
  for (const program of ['/usr/bin/onetrainer-web-ui', '/lib/onetrainer-web-ui/scripts/cli.mjs']) {
    t.equal(commandOf(program, ['--port', '1']), 'onetrainer-web-ui --port 1')
  }
  t.match(usage(args => commandOf('x', args, 'start')), 'Usage: npm start -- [--host <address>] [--port <port>]')
  t.end()
})

t.test('[G83] ~ is the home folder in every path, and that of another user is refused', t => {
  const paths = ['STATE_DIR', 'RUNTIME_DIR', 'ONETRAINER_DIR', 'ONETRAINER_PYTHON'] as const
  for (const name of paths) {
    const read = (text: string) => inspectSettings({ [name]: text, HOME: '/home/me' })
    t.equal(read('~/x').settings[name], '/home/me/x')
    t.equal(read('~').settings[name], '/home/me')
    t.equal(read('x/~').settings[name], 'x/~')
    t.match([...read('~root/x').problems.values()], [new RegExp(`^${name} must not be "~root/x": ~ is the own home`)])
  }
  t.end()
})

t.test('[G81] settings that are bad together are named beside those that are bad alone', t => {
  const { problems } = inspectSettings({ PORT: 'x', AUTH: 'none', HOST: '0.0.0.0', TRAINER_ENV: '1x=y,2=z' })
  t.strictSame([...problems.keys()].sort(), ['AUTH', 'PORT', 'TRAINER_ENV'])
  t.notMatch([...problems.values()].join(''), '\n')
  t.end()
})
