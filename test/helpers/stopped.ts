import { readFile } from 'node:fs/promises'

/** Resolves once the process is stopped, as SIGSTOP does it. */
export async function untilStopped (pid: number): Promise<void> {
  while (!/\) T /.test(await readFile(`/proc/${pid}/stat`, 'latin1')));
}
