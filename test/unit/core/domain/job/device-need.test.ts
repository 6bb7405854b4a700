import t from 'tap'
import {
  deviceConflict, deviceEnv, deviceNeed, deviceSets, freeOf, unnamedGpu, visibleGpus
} from '../../../../../core/domain/job/device-need.ts'

const gpus = [{ device: 'GPU-a', name: 'a', index: 0 }, { device: 'GPU-b', name: 'b', index: 1 }]
const cpu = { device: 'cpu', name: 'CPU', index: null }

t.test('[Q4] a job has the devices that its config or its own device asks for', t => {
  const sets = (config: Record<string, unknown>, wanted = 'auto', devices = [cpu, ...gpus]) =>
    deviceSets(deviceNeed('onetrainer', config, wanted), devices)
  t.strictSame(sets({}), [['GPU-a'], ['GPU-b']])
  t.strictSame(sets({ train_device: 'cuda' }), [['GPU-a'], ['GPU-b']])
  t.strictSame(sets({ train_device: 'cuda:1' }), [['GPU-b']])
  t.strictSame(sets({ train_device: 'cuda:2' }), [], 'there is none')
  t.strictSame(sets({ train_device: 'cpu' }), [['cpu']])
  t.strictSame(sets({ multi_gpu: true }), [['GPU-a', 'GPU-b']])
  t.strictSame(sets({ multi_gpu: true, device_indexes: '0, 1' }), [['GPU-a', 'GPU-b']])
  t.strictSame(sets({ multi_gpu: true, device_indexes: '1' }), [['GPU-b']])
  t.strictSame(sets({ multi_gpu: true, device_indexes: '0,7' }), [])
  t.strictSame(sets({ train_device: 'cuda:1' }, 'GPU-a'), [['GPU-a']], 'the job says otherwise')
  t.strictSame(sets({}, 'GPU-z'), [])
  t.strictSame(sets({ multi_gpu: true }, 'cpu'), [['cpu']])
  t.strictSame(sets({}, 'auto', [cpu]), [[unnamedGpu]], 'a GPU that nvidia-smi does not show')
  t.strictSame(
    deviceSets(deviceNeed('builtin', { train_device: 'cuda' }, 'auto'), [cpu, ...gpus]),
    [['cpu']],
    'the built-in trainer has no use for a GPU'
  )
  t.end()
})

t.test('[Q4] a job with a GPU of its own cannot address GPUs by index in its config', async t => {
  t.match(deviceConflict('onetrainer', { train_device: 'cuda:1' }, 'GPU-a'), /set train_device to cuda/)
  for (const [config, device] of [
    [{ train_device: 'cuda' }, 'GPU-a'], [{ train_device: 'cuda:0' }, 'GPU-a'], [{ train_device: 'cuda:1' }, 'auto'],
    [{ train_device: 'cuda:1' }, 'cpu']
  ] as const) { t.equal(deviceConflict('onetrainer', config, device), null) }
  t.equal(deviceConflict('builtin', { train_device: 'cuda:1' }, 'auto'), null)
})

t.test('[Q360] the built-in trainer takes no device but the CPU', async t => {
  for (const device of ['auto', 'cpu']) t.equal(deviceConflict('builtin', {}, device), null)
  for (const device of ['GPU-a', 'cuda:0', ' cpu', 'nonsense']) {
    t.match(deviceConflict('builtin', {}, device), /trains on the CPU, not on ".+"; set device to auto or cpu/)
  }
})

t.test(
  '[Q5] a trainer sees its own GPU by UUID and no other; one whose config addresses GPUs by index sees all of them in order',
  t => {
    const env = (config: Record<string, unknown>, chosen: string[], wanted = 'auto') =>
      deviceEnv(deviceNeed('onetrainer', config, wanted), chosen)
    t.strictSame(env({}, ['GPU-b']), { CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: 'GPU-b' })
    t.strictSame(env({}, ['GPU-b'], 'GPU-b'), { CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: 'GPU-b' })
    t.strictSame(
      env({}, ['gpu-1']),
      { CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: '1' },
      'one without a UUID'
    )
    t.strictSame(env({ train_device: 'cuda:1' }, ['GPU-b']), { CUDA_DEVICE_ORDER: 'PCI_BUS_ID' })
    t.strictSame(env({ multi_gpu: true }, ['GPU-a', 'GPU-b']), { CUDA_DEVICE_ORDER: 'PCI_BUS_ID' })
    t.strictSame(
      env({ train_device: 'cuda' }, ['cpu'], 'cpu'), { CUDA_VISIBLE_DEVICES: '' }, 'a job of the CPU touches no GPU'
    )
    t.strictSame(env({}, [unnamedGpu]), {})
    const all = [
      { index: 0, uuid: 'GPU-aaaa', name: 'a' }, { index: 1, uuid: 'GPU-bbbb', name: 'b' },
      { index: 2, uuid: null, name: 'c' }
    ]
    const seen = (visible: string | undefined) => visibleGpus(all, visible).map(gpu => `${gpu.index} ${gpu.device}`)
    t.strictSame(seen(undefined), ['0 GPU-aaaa', '1 GPU-bbbb', '2 gpu-2'])
    t.strictSame(seen('1, GPU-aa'), ['0 GPU-bbbb', '1 GPU-aaaa'], 'in its order, counted anew')
    t.strictSame(seen('1,9,0'), ['0 GPU-bbbb'], 'what follows an unknown one is not seen')
    t.strictSame(seen(''), [])
    t.strictSame(seen('GPU-'), [], 'too short to mean one')
    t.end()
  }
)

t.test('[Q6] while a GPU without a UUID is in use no other GPU is free, and the other way round', t => {
  const free = (taken: string[]) => [...freeOf(['cpu', 'GPU-a', 'GPU-b', unnamedGpu], new Set(taken))]
  t.strictSame(free([]), ['cpu', 'GPU-a', 'GPU-b', unnamedGpu])
  t.strictSame(free(['cpu']), ['GPU-a', 'GPU-b', unnamedGpu])
  t.strictSame(free(['GPU-a']), ['cpu', 'GPU-b'])
  t.strictSame(free([unnamedGpu]), ['cpu'])
  t.end()
})
