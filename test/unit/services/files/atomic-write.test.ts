import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { createFileWriter } from '../../../../services/files/atomic-write.ts'
import { removeLeftovers } from '../../../../services/files/leftovers.ts'

t.test(
  '[T1] writes of one path at once are made in order: the last one wins, and a reader finds none half done',
  async t => {
    const dir = t.testdir()
    const path = join(dir, 'a.json')
    const files = createFileWriter()
    const big = (number: number): object => ({ number, filler: 'x'.repeat(200_000) })
    await files.writeJson(path, big(-1))
    let writing = true
    const seen: number[] = []
    const reading = (async () => {
      while (writing) {
        seen.push((JSON.parse(readFileSync(path, 'utf8')) as { number: number }).number)
        await new Promise(resolve => {
          setImmediate(resolve)
        })
      }
    })()
    await Promise.all(
      Array.from({ length: 30 }, async (_, number) => {
        await files.writeJson(path, big(number))
      })
    )
    writing = false
    await reading
    t.match(JSON.parse(readFileSync(path, 'utf8')), { number: 29 })
    t.strictSame(
      seen,
      [...seen].sort((a, b) => a - b),
      'in order'
    )
    t.strictSame(readdirSync(dir), ['a.json'])
    t.equal(statSync(path).mode & 0o777, 0o600)
  }
)

t.test('[T1] two writers of one path never share a draft', async t => {
  const dir = t.testdir()
  const path = join(dir, 'a.json')
  const writers = [createFileWriter(), createFileWriter()]
  for (let round = 0; round < 20; round++) {
    await Promise.all(
      writers.map(async (files, writer) => {
        await files.writeJson(path, Array(1000 + writer).fill(writer))
      })
    )
    const kept = JSON.parse(readFileSync(path, 'utf8')) as number[]
    t.equal(kept.length, 1000 + kept[0]!)
  }
  t.strictSame(readdirSync(dir), ['a.json'])
})

t.test('[T1] a file is created once, removed once, and renamed without replacing another', async t => {
  const dir = t.testdir({ old: 'old', taken: 'taken' })
  const files = createFileWriter()
  const at = (name: string): string => join(dir, name)
  t.strictSame(await Promise.all(['1', '2', '3'].map(async text => await files.create(at('new'), text))), [
    true, false, false
  ])
  t.equal(readFileSync(at('new'), 'utf8'), '1')
  t.equal(await files.rename(at('old'), at('taken')), 'exists')
  t.equal(await files.rename(at('old'), at('old')), 'exists')
  t.equal(await files.rename(at('none'), at('other')), 'not_found')
  t.strictSame(await Promise.all([files.rename(at('old'), at('new name')), files.rename(at('new name'), at('old'))]), [
    'renamed', 'renamed'
  ])
  t.strictSame((await Promise.all([1, 2].map(async () => await files.remove(at('taken'))))), [true, false])
  t.strictSame(readdirSync(dir).sort(), ['new', 'old'])
})

t.test('[T2] a write that fails leaves the file as it was, and nothing else', async t => {
  const dir = t.testdir({ folder: { inside: 'x' } })
  const files = createFileWriter()
  await t.rejects(files.write(join(dir, 'folder'), 'text'), { code: 'EISDIR' })
  await t.rejects(files.write(join(dir, 'nowhere', 'a'), 'text'), { code: 'ENOENT' })
  await files.write(join(dir, 'a'), 'text')
  t.strictSame(readdirSync(dir).sort(), ['a', 'folder'])
})

t.test('[T2] drafts of a killed server are removed, and no file of anybody else', async t => {
  const job = '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42'
  const draft = '.job.json.server-7-3.tmp'
  const state_dir = t.testdir({
    '.queue.json.server-1-1.tmp': '', 'store.db': '',
    configs: { '.mine.json.server-99-12.tmp': '', '.mine.json.tmp': 'of a person', 'server-1-1.tmp': 'likewise' },
    runs: {
      [job]: {
        'job.json': '', [draft]: '',
        a1: { [draft]: '', '.exit.json.runner-7.tmp': '' },
        workspace: { [draft]: 'of the trainer' }
      }
    }
  })
  mkdirSync(join(state_dir, 'networks', '.x.server-1-1.tmp'), { recursive: true })
  await removeLeftovers(state_dir)
  t.strictSame(readdirSync(state_dir, { recursive: true }).map(String).filter(path => path.endsWith('.tmp')).sort(), [
    'configs/.mine.json.tmp', 'configs/server-1-1.tmp', 'networks/.x.server-1-1.tmp',
    `runs/${job}/a1/.exit.json.runner-7.tmp`, `runs/${job}/workspace/${draft}`
  ])
  const pid = process.pid
  const files = createFileWriter()
  writeFileSync(join(state_dir, `.a.server-${pid}-1.tmp`), 'left by a process of the same id')
  await files.write(join(state_dir, 'a'), 'text')
  t.equal(readFileSync(join(state_dir, 'a'), 'utf8'), 'text')
  await removeLeftovers(t.testdirName + '/nothing')
})

t.test('[F85] the thumbnails that an older server kept for all jobs are removed, and nothing else', async t => {
  const hash = 'a'.repeat(64)
  const job = { 'job.json': '', thumbnails: { [`${hash}.webp`]: '', '.b.webp.server-1-1.tmp': '' } }
  const state_dir = t.testdir({
    mine: { thumbnails: { [`${hash}.webp`]: '', [`${hash}.jpg`]: '' }, runs: { job } },
    shared: { thumbnails: { [`${hash}.webp`]: '', 'holiday.jpg': '' } }
  })
  const left = async (name: string): Promise<string[]> => {
    await removeLeftovers(join(state_dir, name))
    return readdirSync(join(state_dir, name), { recursive: true }).map(String).sort()
  }
  t.strictSame(await left('mine'), [
    'runs', 'runs/job', 'runs/job/job.json', 'runs/job/thumbnails', `runs/job/thumbnails/${hash}.webp`
  ])
  t.strictSame(await left('shared'), ['thumbnails', 'thumbnails/holiday.jpg'])
})
