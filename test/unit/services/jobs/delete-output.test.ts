import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { deleteOutput } from '../../../../services/jobs/delete-output.ts'

const job = {
  'job.json': '{}', 'config.json': '{}', 'notes.jsonl': '', 'commands.jsonl': '',
  a1: { 'events-000001.jsonl': 'x', 'spec.json': '{}' }, a12: {},
  backup: { one: { 'meta.json': '{}', data: { 'weights.json': '[]' } }, two: { 'meta.json': '{}' } },
  samples: { 'x.png': 'png' }, 'model.json': '[]'
}

t.test('[M16] a file or a folder of a job is deleted, and nothing beside it', async t => {
  const dir = t.testdir(job)
  t.equal(await deleteOutput(dir, 'backup/one'), true)
  t.strictSame(readdirSync(join(dir, 'backup')), ['two'])
  t.equal(await deleteOutput(dir, 'samples/x.png'), true)
  t.equal(await deleteOutput(dir, 'model.json'), true)
  t.equal(await deleteOutput(dir, 'model.json'), false)
  t.strictSame(readdirSync(dir).sort(), [...Object.keys(job).filter(name => name !== 'model.json')].sort())
})

t.test('[M18] whatever path a journal names, no record of a job and nothing outside its folder is deleted', async t => {
  const place = t.testdir({ outside: { 'x.txt': 'x' }, job })
  const dir = join(place, 'job')
  symlinkSync(join(place, 'outside'), join(dir, 'link'))
  mkdirSync(join(dir, 'a1', 'sub'))
  const before = readdirSync(place, { recursive: true })
  const paths = [
    '', '.', '/', '..', '../outside', '../outside/x.txt', join(place, 'outside'), 'link', 'link/x.txt', 'backup/../a1',
    './job.json', 'job.json', 'config.json', 'notes.jsonl', 'commands.jsonl', 'a1', 'a1/', 'a1/events-000001.jsonl',
    'a1/sub', 'a12', 'a\0', 'x'.repeat(5000), 'backup/nothing'
  ]
  for (const path of paths) t.equal(await deleteOutput(dir, path), false, JSON.stringify(path.slice(0, 40)))
  t.strictSame(readdirSync(place, { recursive: true }), before)
  t.ok(existsSync(join(place, 'outside', 'x.txt')))
})
