import type { Report } from './report.ts'

const ERROR_LEVEL = 50
/** An orderly end has ten seconds by the clock, too few on a busy machine; the rule `a server ends` counts ticks. */
const wasSlow = /killed by timeout/
const aboutFullDisk = /ENOSPC|SQLITE_FULL|disk is full|no space left/i

/** A server that only was killed and stopped, and whose disk was full, logs no error but of the full disk. */
export function judgeOutput (output: string, report: Report): void {
  for (const line of output.split('\n')) {
    if (levelOf(line) < ERROR_LEVEL || aboutFullDisk.test(line)) continue
    if (wasSlow.test(line)) { report.count('ends that took over ten seconds'); continue }
    report.violate('no unexpected error is logged', line.slice(0, 1500))
  }
}

/** 0 for what is no line of the log: the greeting, and a line cut off by the end of its server. */
function levelOf (line: string): number {
  try {
    return (JSON.parse(line) as { level: number }).level
  } catch (error) {
    if (error instanceof SyntaxError) return 0
    throw error
  }
}
