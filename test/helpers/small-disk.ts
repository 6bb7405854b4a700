import { spawnSync } from 'node:child_process'
import { closeSync, fstatSync, openSync, rmSync, writeSync } from 'node:fs'
import type { Test } from 'tap'
import { startServer, stateDir } from './server-process.ts'
import type { ServerProcess } from './server-process.ts'

/** A server whose state directory is a file system of its own, in a mount namespace. */
export interface SmallDisk extends ServerProcess {
  state_dir: string
  /** Leaves no byte free; returns how many it took. */
  fill: () => number
  /** Frees what `fill` took. */
  empty: () => void
  /** Makes every path below it read-only; files that are open are written on. */
  readOnly: (is: boolean) => void
}

/** Why there can be no mount namespace here; undefined where there can. */
export function whyNoMounts (): string | undefined {
  const mount = ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']
  const { status, stderr } = spawnSync('unshare', mount, { encoding: 'utf8' })
  return status === 0 ? undefined : `no mount namespace here: ${stderr ?? 'unshare is missing'}`
}

/** What is on a disk at first: a copy of a state directory, and so much room. */
interface Content { copy_of: string, free_kib: number }

/**
 * Starts the built server on a disk of `mebibytes`, and waits until it has recovered; with a content only until it
 * listens.
 */
export async function startOnSmallDisk (
  t: Test, mebibytes: number, env: Record<string, string> = {}, content?: Content
): Promise<SmallDisk> {
  const state_dir = stateDir(t)
  const script = [
    `mount -t tmpfs -o size=${mebibytes}m tmpfs "$STATE_DIR"`,
    ...(content === undefined
      ? []
      : [
      `cp -R "${content.copy_of}/." "$STATE_DIR"`,
      '{ dd if=/dev/zero of="$STATE_DIR/filler" bs=1k 2>/dev/null || true; }',
      `truncate -s -${content.free_kib}K "$STATE_DIR/filler"`
        ]),
    'exec "$@"'
  ].join(' && ')
  const server = await startServer(t, state_dir, env, {
    through: ['unshare', '-rm', 'sh', '-c', script, 'sh'], until: content === undefined ? 'ready' : 'listening'
  })
  const pid = server.child.pid!
  const filler = `/proc/${pid}/root${state_dir}/filler`
  return {
    ...server, state_dir,
    fill () {
      const fd = openSync(filler, 'a')
      const before = fstatSync(fd).size
      try {
        for (const bytes of [1 << 20, 1 << 12, 1]) while (isWritten(fd, Buffer.alloc(bytes)));
        return fstatSync(fd).size - before
      } finally {
        closeSync(fd)
      }
    },
    empty () { rmSync(filler, { force: true }) },
    readOnly (is) {
      const script = is ? 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0"' : 'umount "$0"'
      const inside = ['-t', String(pid), '-U', '-m', '--preserve-credentials', 'sh', '-c', script, state_dir]
      const { status, stderr } = spawnSync('nsenter', inside, { encoding: 'utf8' })
      if (status !== 0) throw new Error(`not mounted: ${stderr}`)
    }
  }
}

function isWritten (fd: number, bytes: Buffer): boolean {
  try {
    return writeSync(fd, bytes) > 0
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false
    throw error
  }
}
