import t from 'tap'
import { waitingForRoom } from '../../../../services/compose/waiting-for-room.ts'
import { createManualClock } from '../../../helpers/manual-clock.ts'

const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' })

/** Lets what is due now happen. */
const nextTurn = async (): Promise<void> => { await new Promise(resolve => { setImmediate(resolve) }) }

t.test('[G850] a write that finds a full disk is made once more each second, and the log says so once', async t => {
  const clock = createManualClock()
  const [warnings, reports]: [string[], object[]] = [[], []]
  const whenRoom = waitingForRoom({
    clock, log: { warn: (_, message) => { warnings.push(message) } },
    onRecovered: async report => { reports.push(report) }
  })
  let tries = 0
  const written = whenRoom(async () => {
    tries += 1
    if (tries < 4) throw full
    return 'written'
  })
  for (let second = 1; second < 4; second++) {
    await nextTurn()
    t.equal(tries, second)
    clock.advance(1000)
  }
  t.equal(await written, 'written')
  t.strictSame([warnings.length, reports.length, clock.timers()], [1, 3, 0])
  await t.rejects(whenRoom(async () => { throw new TypeError('a bug') }), { message: 'a bug' })
})

t.test('[G850] who waits is let go when the server closes', async t => {
  const clock = createManualClock()
  const whenRoom = waitingForRoom({
    clock, log: { warn: () => undefined }, onRecovered: async () => { throw new Error('the server closes') }
  })
  const written = whenRoom(async () => { throw full })
  await nextTurn()
  clock.advance(1000)
  await t.rejects(written, { message: 'the server closes' })
})
