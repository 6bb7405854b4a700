import t from 'tap'
import type { ExitFile, RunnerFile } from '../../../core/contract/journal.ts'
import { createLease } from '../../../runner/lease.ts'
import { specOf } from '../../helpers/journal.ts'
import { createManualClock } from '../../helpers/manual-clock.ts'

const own = { pid: 7, start_ticks: 70 }
const runnerFile = (pid: number): RunnerFile => ({
  v: 1, boot_id: null, runner: { pid, start_ticks: 1 }, trainer: null, socket: 's',
  started_at: '2026-01-01T00:00:00.000Z'
})
const exited = { status: 'error' } as ExitFile // as: only that there is one counts

function setUp () {
  const clock = createManualClock()
  const spec = specOf('/attempt', '/job')
  const disk: { exit: () => ExitFile | null, runner: () => RunnerFile | null, lock: boolean } = {
    exit: () => null, runner: () => runnerFile(own.pid), lock: false
  }
  let losses = 0
  const lease = createLease({
    folder: { path: '/attempt', spec: () => spec, exit: () => disk.exit(), runner: () => disk.runner() },
    spec, own, isLockTaken: () => disk.lock, clock, onLost: () => { losses++ }
  })
  return { clock, disk, lease, losses: () => losses }
}

t.test('[R63] after a pause the attempt is checked: what another took meanwhile is lost, once and for good', t => {
  const { clock, disk, lease, losses } = setUp()
  disk.exit = () => exited
  for (let second = 0; second < 10; second++) clock.advance(1000)
  t.equal(lease.lost(), null, 'a runner that runs is not interrupted by a file')
  clock.jump(60_000)
  t.equal(lease.lost(), 'the attempt has ended', 'whatever is asked first after the pause')
  disk.exit = () => null
  clock.jump(60_000)
  clock.advance(1000)
  t.match([lease.lost(), losses()], ['the attempt has ended', 1])
  t.end()
})

t.test('[R63] the timer notices a pause by itself, and each way to lose an attempt is named', t => {
  for (const [takeOver, reason] of [
    [(disk: ReturnType<typeof setUp>['disk']) => { disk.runner = () => runnerFile(9) }, 'runner.json names runner 9'],
    [(disk: ReturnType<typeof setUp>['disk']) => { disk.lock = true }, 'another process holds the lock']
  ] as const) {
    const { clock, disk, lease, losses } = setUp()
    takeOver(disk)
    clock.jump(5000)
    clock.advance(1000)
    t.match([losses(), lease.lost()], [1, reason])
    t.throws(() => { lease.verify() }, { message: new RegExp(`/attempt: ${reason}`) })
  }
  t.end()
})

t.test('[R63] a record that is missing or cannot be read after a pause ends no training', t => {
  const { clock, disk, lease } = setUp()
  disk.exit = () => { throw new Error('EIO') }
  clock.jump(60_000)
  t.equal(lease.lost(), null)
  t.throws(() => { lease.verify() }, /EIO/, 'but none is begun')
  disk.exit = () => null
  disk.runner = () => null
  clock.jump(60_000)
  t.equal(lease.lost(), null)
  lease.verify()
  lease.end()
  t.equal(clock.timers(), 0)
  t.end()
})
