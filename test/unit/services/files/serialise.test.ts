import t from 'tap'
import { createKeyedSerialiser, createSerialiser } from '../../../../services/files/serialise.ts'

const turn = async (): Promise<void> => { await new Promise(resolve => { setImmediate(resolve) }) }

t.test('[T3] acts run one after the other, in the order they were asked for, past one that fails', async t => {
  const inOrder = createSerialiser()
  const log: string[] = []
  const act = (name: string, fails = false) => inOrder(async () => {
    log.push(`${name} begins`)
    await turn()
    if (fails) throw new Error(name)
    log.push(`${name} ends`)
    return name
  })
  const [one, two, three] = await Promise.allSettled([act('one'), act('two', true), act('three')])
  t.match([one, two, three], [{ value: 'one' }, { reason: { message: 'two' } }, { value: 'three' }])
  t.strictSame(log, ['one begins', 'one ends', 'two begins', 'three begins', 'three ends'])
})

t.test('[T3] keys do not wait for each other, and a key that nobody waits for is forgotten', async t => {
  const { run, busy } = createKeyedSerialiser<string>()
  const log: string[] = []
  const act = (key: string, name: string) => run(key, async () => {
    log.push(name)
    await turn()
    log.push(`${name}.`)
  })
  const all = Promise.all([act('a', 'a1'), act('a', 'a2'), act('b', 'b1')])
  t.strictSame(busy(), ['a', 'b'])
  await all
  t.strictSame(log.slice(0, 2), ['a1', 'b1'])
  t.ok(log.indexOf('a1.') < log.indexOf('a2'))
  await t.rejects(run('c', async () => { throw new Error('no') }), { message: 'no' })
  t.strictSame(busy(), [])
})
