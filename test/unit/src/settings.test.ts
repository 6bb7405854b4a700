import { readFileSync } from 'node:fs'
import t from 'tap'
import { Environment, limitsOf, readSettings, SettingsError } from '../../../src/settings.ts'
import type { Settings } from '../../../src/settings.ts'
import { root } from '../../helpers/tree.ts'

function problems (env: Record<string, string>): string[] {
  try {
    readSettings(env)
    return []
  } catch (error) {
    return (error as SettingsError).problems
  }
}
const read = (name: keyof Settings, text: string): unknown => readSettings({ [name]: text })[name]

t.test('[A5] bad settings are all reported at once, and AUTH=none beyond loopback is refused', t => {
  t.strictSame(problems({}), [])
  t.strictSame(problems({ PORT: '8123', HOST: '0.0.0.0', STATE_DIR: '' }), [])
  t.match(problems({ PORT: 'abc', AUTH: 'maybe', STOP_PATIENCE_MS: '-1' }), [
    /^PORT must be a whole number from 0 to 65535, not "abc"\. Port to listen on/,
    /^AUTH must be one of auto, token, none, not "maybe"/,
    /^STOP_PATIENCE_MS must be a whole number from 0 to 2147483647, not "-1"/
  ])
  t.match(problems({ PORT: '70000' }), [/^PORT .*, not "70000"/])
  t.match(problems({ AUTH: 'none', HOST: '0.0.0.0' }), [/^AUTH=none is refused/])
  t.match(problems({ AUTH: 'none', HOST: '127.0.0.1.evil.com' }), [/^AUTH=none is refused/])
  t.strictSame(problems({ AUTH: 'none', HOST: '127.0.0.1' }), [])
  t.match(problems({ PORT: 'x', TRAINER_ENV: '1x=y' }), [/^PORT/, /^TRAINER_ENV: "1x"/])
  const [secret] = problems({ TOKEN: 'a b!' })
  t.match(secret, /^TOKEN .*16 to 200 letters/)
  t.notMatch(secret, /a b!/)
  t.end()
})

t.test('[A70] a whole number is written in digits, and nothing is taken for the number it begins with', t => {
  for (const [text, value] of [['0', 0], ['80', 80], ['0080', 80], ['65535', 65_535]] as const) {
    t.equal(read('PORT', text), value)
  }
  const wrong = [
    '80.5', '80.0', '8e3', '0x10', '0b1', '+80', '8_000', '8,000', '80 ', ' 80', '\t', '80\r', '8 0', 'NaN', 'Infinity',
    '-', '-1', '1n', 'true', '٣', '99999999999999999999'
  ]
  for (const text of wrong) t.match(problems({ PORT: text }), [/^PORT must /], JSON.stringify(text))
  const whole = Object.entries(Environment.properties).filter(([, { type }]) => type === 'integer')
  t.ok(whole.length > 15)
  for (const [name] of whole) {
    t.match(problems({ [name]: '2000.5' }), [new RegExp(`^${name} must be a whole number .*, not "2000\\.5"`)])
  }
  t.end()
})

t.test('[A70] a number has decimals where they are allowed, and a switch is true, false, 1 or 0', t => {
  for (const [text, value] of [['0', 0], ['0.2', 0.2], ['110', 110]] as const) {
    t.equal(read('STOP_GRACE_SECONDS', text), value)
  }
  for (const text of ['1e2', '.5', '5.', '0x10', 'NaN', 'Infinity', '1m', '-1', '1,5']) {
    t.match(problems({ STOP_GRACE_SECONDS: text }), [/^STOP_GRACE_SECONDS must be a number from 0 to 86400, not "/])
  }
  for (const [text, value] of [['true', true], ['TRUE', true], ['1', true], ['false', false], ['0', false]] as const) {
    t.equal(read('WS_DEFLATE', text), value)
  }
  for (const text of ['yes', 'on', '2', '1.0', 'constructor']) {
    t.match(problems({ WS_DEFLATE: text }), [/^WS_DEFLATE must be true or false, not "/])
  }
  t.end()
})

t.test('[A71] an empty variable has its default; white space around a value is refused', t => {
  const empty = Object.fromEntries(Object.keys(Environment.properties).map(name => [name, '']))
  t.strictSame(readSettings(empty), readSettings({}))
  t.equal(limitsOf(readSettings({})).stop_patience_ms, 120_000)
  const lists = ['TRAINER_ENV', 'ALLOWED_HOSTS', 'ALLOWED_ORIGINS']
  for (const name of Object.keys(Environment.properties).filter(name => !lists.includes(name))) {
    for (const text of [' ', '1 ', '\n1']) {
      t.match(problems({ [name]: text }), [`${name} must not begin or end with white space`])
    }
  }
  t.match(problems({ HOST: '127.0.0.1 x' }), [/^HOST/])
  t.end()
})

t.test('[A71] a list with an entry that no request can match is refused, and the entry is named', t => {
  t.equal(read('ALLOWED_HOSTS', ' gpu.example.com,, fe80::1 '), ' gpu.example.com,, fe80::1 ')
  t.equal(read('ALLOWED_ORIGINS', 'https://a.example, http://b:3000'), 'https://a.example, http://b:3000')
  for (const entry of ['https://gpu', 'gpu:8000', 'gpu/x', '*', 'a b']) {
    t.match(problems({ ALLOWED_HOSTS: `ok,${entry}` }), ['ALLOWED_HOSTS must list host names without '])
    t.match(problems({ ALLOWED_HOSTS: `ok,${entry}` }), [`, not "${entry}". `])
  }
  for (const entry of ['ui.example.com', 'https://ui.example.com/', 'null', '*', 'https://']) {
    t.match(problems({ ALLOWED_ORIGINS: `https://a,${entry}` }), ['ALLOWED_ORIGINS must list origins such as '])
    t.match(problems({ ALLOWED_ORIGINS: `https://a,${entry}` }), [`, not "${entry}". `])
  }
  t.end()
})

t.test('[G15] the respawner waits as long as the setting says, also by default', t => {
  const source = readFileSync(`${root}scripts/respawn.mjs`, 'utf8')
  t.match(source, `process.env.STOP_GRACE_SECONDS || '${read('STOP_GRACE_SECONDS', '')}'`)
  t.end()
})
