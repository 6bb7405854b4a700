import { join } from 'node:path'
import t from 'tap'
import { onStandInOnly, run, smallRun } from '../../helpers/onetrainer.ts'
import { patience } from '../../helpers/patience.ts'

t.setTimeout(patience(300_000))

t.test('[B230] a step has its GPU memory, and no failure of that ends a training', onStandInOnly, async t => {
  const dir = t.testdir()
  async function trained (faults: string) {
    const job = join(dir, faults.replace(' ', '-') || 'cpu')
    const bridge = run(t, job, smallRun(job), { faults })
    await bridge.finish()
    t.match(bridge.all('end')[0], { outcome: 'completed' })
    const steps = bridge.all('scalars').filter(({ values }) => 'loss/train_step' in values)
    t.equal(steps.length, 4)
    const read = steps.map(({ values }) => [values['memory/gpu_allocated'], values['memory/gpu_reserved']])
    return { read, stderr: bridge.output.stderr }
  }
  const [gpu, broken, cpu] = [await trained('gpu'), await trained('gpu memory_fails'), await trained('')]
  t.strictSame(gpu.read, Array(4).fill([1.5, 2]))
  t.strictSame([broken.read, cpu.read], [Array(4).fill([undefined, undefined]), Array(4).fill([undefined, undefined])])
  t.equal(broken.stderr.match(/GPU memory of steps is not known/g)?.length, 1)
})
