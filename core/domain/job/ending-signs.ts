import type { Reason } from '../../contract/values.ts'

/** Messages by which trainers die, most telling first. The text decides, because exit codes are nearly always 1. */
const signs: ReadonlyArray<readonly [RegExp, Reason]> = [
  [
    /CUDA out of memory|torch\.(?:cuda\.)?OutOfMemoryError|HIP out of memory|MPS backend out of memory|XPU out of memory/,
    'cuda_oom'
  ],
  [
    /CUDA error: out of memory|CUBLAS_STATUS_ALLOC_FAILED|CUDNN_STATUS_ALLOC_FAILED|cudaErrorMemoryAllocation/,
    'cuda_oom'
  ],
  [
    /No space left on device|\[Errno 28\]|Disk quota exceeded|\[Errno 122\]|There is not enough space on the disk/,
    'disk_full'
  ],
  [/(?:loss|gradients?) (?:is|became|was|were) (?:NaN|nan|Inf|inf|not finite)|NaN loss|Loss is nan/i, 'loss_nan'],
  [
    /DefaultCPUAllocator: (?:can't|not enough memory)|Cannot allocate memory|\[Errno 12\]|^MemoryError\b|std::bad_alloc|_ArrayMemoryError/m,
    'out_of_memory'
  ],
  [
    /^(?:ModuleNotFoundError|ImportError): |No module named |: cannot open shared object file|Torch not compiled with CUDA enabled|can't open file '/m,
    'start_failed'
  ]
]

/** The reason that a text names, or null when it names none. `text` is a message or the last lines of stderr. */
export function readSigns (text: string): Reason | null {
  return signs.find(([sign]) => sign.test(text))?.[1] ?? null
}

const headOfTraceback = /^Traceback \(most recent call last\):/

/** The last Python traceback in the last lines of stderr, at most 32,000 characters, or null. */
export function lastTraceback (lines: readonly string[]): string | null {
  const from = lines.findLastIndex(line => headOfTraceback.test(line))
  if (from < 0) return null
  const after = lines.findIndex((line, at) => at > from && !/^\s/.test(line))
  return lines.slice(from, after < 0 ? lines.length : after + 1).join('\n').slice(-32_000)
}

/** The line of stderr that best explains an end: the exception, or the last line that is not blank. */
export function tellingLine (lines: readonly string[]): string | null {
  const exception = lines.findLast(line => /^(?:[\w.]+\.)?[A-Z]\w*(?:Error|Exception|Exit|Interrupt)\b/.test(line))
  return (
    exception ?? lines.findLast(line => readSigns(line) !== null) ?? lines.findLast(line => line.trim() !== '') ?? null
  )
}
