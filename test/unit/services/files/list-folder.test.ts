import { rmSync, symlinkSync } from 'node:fs'
import { lstat } from 'node:fs/promises'
import t from 'tap'
import { listFolder } from '../../../../services/files/list-folder.ts'

t.test('[T71] a folder in use is listed: what vanishes is left out, and the listing is not complete', async t => {
  const dir = t.testdir({ 'a.bin': '12', b: { 'c.bin': '345', 'd.bin': '6' }, e: { 'f.bin': '7' } })
  symlinkSync('/etc', `${dir}/link`)
  const all = [
    { path: 'a.bin', bytes: 2 }, { path: 'b/c.bin', bytes: 3 }, { path: 'b/d.bin', bytes: 1 },
    { path: 'e/f.bin', bytes: 1 }
  ]
  t.strictSame(await listFolder(dir, 10), { files: all, complete: true })
  t.strictSame(await listFolder(dir, 4), { files: all, complete: true })
  t.match(await listFolder(dir, 3), { files: { length: 3 }, complete: false })
  const found = await listFolder(dir, 10, async path => {
    rmSync(`${dir}/b`, { recursive: true, force: true })
    return await lstat(path).catch(() => null)
  })
  t.strictSame(found, { files: [all[0], all[3]], complete: false })
  t.strictSame(await listFolder(`${dir}/nowhere`, 10), { files: [], complete: false })
})
