import t from 'tap'
import type { BridgeLineOf } from '../../../../../core/contract/bridge.ts'
import type { Reason } from '../../../../../core/contract/values.ts'
import { lastTraceback, readSigns } from '../../../../../core/domain/job/ending-signs.ts'
import type { Seen } from '../../../../../core/domain/job/ending.ts'
import { nameEnding } from '../../../../../core/domain/job/ending.ts'

const seen = (more: Partial<Seen>): Seen => ({
  code: null, signal: null, end: null, spawn_error: null, start_timed_out: false, ready: true, phase: 'training',
  stop_requested: false, signalled: false, stderr_tail: [], oom_kills: 0, ...more
})
const end = (
  outcome: BridgeLineOf<'end'>['outcome'], reason: Reason, error: BridgeLineOf<'end'>['error'] = null
): BridgeLineOf<'end'> => ({ type: 'end', outcome, reason, message: 'as told', one_step_trained: true, error })
const thrown = (type: string, message: string): BridgeLineOf<'end'>['error'] => ({
  type, message, traceback: 'Traceback …'
})

const messages: Array<[string, Reason | null]> = [
  [
    'torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.25 GiB. GPU 0 has a total capacity of ' +
    '23.64 GiB of which 1.07 GiB is free.',
    'cuda_oom'
  ],
  ['torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 20.00 MiB', 'cuda_oom'],
  [
    'RuntimeError: CUDA error: out of memory\nCUDA kernel errors might be asynchronously reported at some other ' +
    'API call',
    'cuda_oom'
  ],
  ['RuntimeError: CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`', 'cuda_oom'],
  ['torch.OutOfMemoryError: HIP out of memory. Tried to allocate 256.00 MiB', 'cuda_oom'],
  ['RuntimeError: MPS backend out of memory (MPS allocated: 17.89 GB, max allowed: 18.13 GB)', 'cuda_oom'],
  [
    "RuntimeError: [enforce fail at alloc_cpu.cpp:114] data. DefaultCPUAllocator: can't allocate memory: you tried " +
    'to allocate 268435456 bytes.',
    'out_of_memory'
  ],
  ['MemoryError', 'out_of_memory'],
  ['OSError: [Errno 12] Cannot allocate memory', 'out_of_memory'],
  ['numpy.core._exceptions._ArrayMemoryError: Unable to allocate 3.73 GiB for an array', 'out_of_memory'],
  ["terminate called after throwing an instance of 'std::bad_alloc'", 'out_of_memory'],
  ['OSError: [Errno 28] No space left on device', 'disk_full'],
  [
    'RuntimeError: [enforce fail at inline_container.cc:603] . unexpected pos 64 vs 0\nOSError: [Errno 28] No ' +
    "space left on device: '/workspace/model.safetensors'",
    'disk_full'
  ],
  ['OSError: [Errno 122] Disk quota exceeded', 'disk_full'],
  [
    'RuntimeError: Training loss became NaN. This may be due to invalid parameters, precision issues, or a bug in ' +
    'the loss computation.',
    'loss_nan'
  ],
  ["ModuleNotFoundError: No module named 'torch'", 'start_failed'],
  ['ImportError: libcudart.so.12: cannot open shared object file: No such file or directory', 'start_failed'],
  ['AssertionError: Torch not compiled with CUDA enabled', 'start_failed'],
  ['ValueError: the ninth layer is missing', null],
  ['UserWarning: Nan values in the caption are ignored', null],
  ['FileNotFoundError: [Errno 2] No such file or directory: model', null]
]
t.test('[R33] real error messages name the reason of the ending', async t => {
  for (const [message, reason] of messages) t.equal(readSigns(message), reason, message.slice(0, 60))
})

const table: Array<[string, Partial<Seen>, object]> = [
  [
    'a program that is not there', { spawn_error: 'python9 was not found' },
    { status: 'error', reason: 'launch_failed', error: 'python9 was not found' }
  ],
  [
    'never ready',
    { start_timed_out: true, ready: false, signal: 'SIGINT', signalled: true, stop_requested: false },
    { status: 'error', reason: 'start_timeout' }
  ],
  [
    'finished as told', { code: 0, end: end('completed', 'finished') },
    { status: 'completed', reason: 'finished', message: 'as told', unconfirmed: false, error: null }
  ],
  [
    'finished as told, then a crash in the clean-up',
    { signal: 'SIGSEGV', end: end('completed', 'finished') },
    { status: 'completed', reason: 'finished' }
  ],
  [
    'stopped as told',
    { code: 0, end: end('stopped', 'user_stop'), stop_requested: true },
    { status: 'stopped', reason: 'user_stop' }
  ],
  [
    'stopped before the first step',
    { code: 0, end: end('stopped', 'nothing_trained'), stop_requested: true },
    { status: 'stopped', reason: 'nothing_trained' }
  ],
  ['released', { code: 0, end: end('released', 'released') }, { status: 'paused', reason: 'released' }],
  [
    'an error that the trainer names',
    { code: 1, end: end('error', 'disk_full', thrown('OSError', 'x')) },
    { status: 'error', reason: 'disk_full', error: 'OSError: x', traceback: 'Traceback …' }
  ],
  [
    'an error that only its text names',
    { code: 1, end: end('error', 'trainer_error', thrown('RuntimeError', 'CUDA out of memory.')) },
    { status: 'error', reason: 'cuda_oom' }
  ],
  [
    'an error while saving',
    { code: 1, phase: 'saving', end: end('error', 'trainer_error', thrown('ValueError', 'x')) },
    { status: 'error', reason: 'save_failed' }
  ],
  [
    'an error without a name',
    { code: 1, end: end('error', 'trainer_error', thrown('ValueError', 'x')) },
    { status: 'error', reason: 'trainer_error' }
  ],
  [
    'an error with a stop under way is an error',
    { code: 1, stop_requested: true, end: end('error', 'trainer_error', thrown('ValueError', 'x')) },
    { status: 'error' }
  ],
  [
    'killed by us',
    { signal: 'SIGKILL', stop_requested: true, signalled: true },
    { status: 'stopped', reason: 'user_stop', message: 'Stopped by force', unconfirmed: false }
  ],
  [
    'left after a stop without a word', { code: 0, stop_requested: true },
    { status: 'stopped', reason: 'user_stop', unconfirmed: true }
  ],
  [
    'crashed after a stop',
    { code: 1, stop_requested: true, stderr_tail: ['ValueError: x'] },
    { status: 'error', reason: 'trainer_exit', error: 'ValueError: x' }
  ],
  [
    'crashed in the save after a stop',
    { code: 1, stop_requested: true, phase: 'saving', stderr_tail: ['ValueError: x'] },
    { status: 'error', reason: 'save_failed' }
  ],
  [
    'killed for memory', { signal: 'SIGKILL', oom_kills: 1 },
    { status: 'error', reason: 'oom_killed', message: /memory/ }
  ],
  ['killed by somebody', { signal: 'SIGKILL' }, { status: 'error', reason: 'killed_externally' }],
  ['killed behind a shell script', { code: 137, oom_kills: 2 }, { status: 'error', reason: 'oom_killed' }],
  ...['SIGTERM', 'SIGINT', 'SIGHUP'].map((signal): [string, Partial<Seen>, object] => [
    `ended by somebody with ${signal}`, { signal },
    { status: 'error', reason: 'killed_externally', error: `Ended by ${signal}` }
  ]),
  [
    'a segfault',
    { signal: 'SIGSEGV', stderr_tail: ['Fatal Python error: Segmentation fault'] },
    { status: 'error', reason: 'trainer_exit', message: /SIGSEGV/, error: /Segmentation fault/ }
  ],
  [
    'an abort for memory',
    { signal: 'SIGABRT', stderr_tail: ["terminate called after throwing an instance of 'std::bad_alloc'"] },
    { reason: 'out_of_memory' }
  ],
  [
    'a module that is missing',
    { code: 1, ready: false, stderr_tail: ["ModuleNotFoundError: No module named 'torch'"] },
    { reason: 'start_failed', error: /torch/ }
  ],
  [
    'an import that fails late',
    { code: 1, stderr_tail: ["ImportError: cannot import name 'x'"] },
    { reason: 'trainer_exit' }
  ],
  ['code 0 before ready', { code: 0, ready: false }, { status: 'error', reason: 'start_failed' }],
  [
    'code 2 before ready',
    { code: 2, ready: false, stderr_tail: ['usage: train'] },
    { reason: 'start_failed', error: 'usage: train' }
  ],
  ['code 0 without a word', { code: 0 }, { status: 'completed', reason: 'finished', unconfirmed: true }],
  [
    'code 7 without a word', { code: 7 },
    { status: 'error', reason: 'trainer_exit', error: 'Exit code 7', message: /code 7/ }
  ]
]
t.test('[R33] the signs of an ending determine its status and reason', async t => {
  for (const [title, facts, expected] of table) t.match(nameEnding(seen(facts)), expected, title)
})

t.test(
  '[R33] the last traceback is found among other lines, and texts are cut to what the contract allows',
  async t => {
    const lines = [
      'Traceback (most recent call last):', '  old', 'ValueError: old', 'noise', 'Traceback (most recent call last):',
      '  File "x", line 1', 'KeyError: new', 'after'
    ]
    t.equal(lastTraceback(lines), 'Traceback (most recent call last):\n  File "x", line 1\nKeyError: new')
    t.equal(lastTraceback(['nothing']), null)
    const long = nameEnding(
      seen({
        code: 1,
        end: end('error', 'trainer_error', { type: 'E', message: 'x'.repeat(8000), traceback: 'y'.repeat(32_000) })
      })
    )
    t.equal(long.error?.length, 8000)
  }
)
