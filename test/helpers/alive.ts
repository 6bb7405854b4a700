import { isAnyAlive as isAnyAliveIn } from '../../core/processes/known-processes.ts'
import type { KnownProcesses } from '../../core/processes/known-processes.ts'
import { createProc } from '../../core/processes/proc.ts'

/** Whether a process that a runner.json names is alive on this machine. */
export const isAnyAlive = (processes: KnownProcesses): boolean => isAnyAliveIn(createProc(process.platform), processes)
