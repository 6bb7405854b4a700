import t from 'tap'
import { createServing } from '../../../../src/start/serving.ts'

/** Apps that say in `said` what becomes of them; `restarts` holds the restart of each. */
async function serve ({ failing = false } = {}) {
  const said: string[] = []
  const restarts: Array<() => void> = []
  const failures: unknown[] = []
  let last = 0
  const serving = await createServing({
    async build (restart) {
      const number = last += 1
      restarts.push(restart)
      let isListening = number === 1
      said.push(`build ${number}`)
      const server = { address: () => isListening ? { port: 7, family: 'IPv4', address: '127.0.0.1' } : null }
      return {
        number, listen: () => { isListening = true },
        app: { server, close: async () => { said.push(`close ${number}`) } }
      }
    },
    async listen (built, port) {
      if (failing) throw new Error('the port is taken')
      await Promise.resolve()
      built.listen()
      said.push(`listen ${built.number} on ${port}`)
    },
    async recover ({ number }) { said.push(`recover ${number}`) },
    onFailure: error => { failures.push(error) }
  })
  return { serving, said, restarts, failures }
}

t.test('[O44] the next app takes the place of the one before, at its port', async t => {
  const { serving, said, restarts, failures } = await serve()
  restarts[0]!()
  t.equal((await serving.current()).number, 2)
  t.strictSame(said, ['build 1', 'close 1', 'build 2', 'listen 2 on 7', 'recover 2'])
  t.strictSame(failures, [])
})

t.test('[O44] requests that come together make one restart, and one for the next app makes another', async t => {
  const { serving, said, restarts, failures } = await serve()
  restarts[0]!()
  restarts[0]!()
  t.equal((await serving.current()).number, 2)
  restarts[0]!()
  t.equal((await serving.current()).number, 2, 'of an app that is gone')
  restarts[1]!()
  t.equal((await serving.current()).number, 3)
  t.strictSame(said.filter(one => one.startsWith('listen')), ['listen 2 on 7', 'listen 3 on 7'])
  t.strictSame(failures, [])
})

t.test('[O44] an app that cannot listen is a failure, once', async t => {
  const { serving, restarts, failures } = await serve({ failing: true })
  restarts[0]!()
  await serving.current()
  t.match(failures, [{ message: 'the port is taken' }])
})
