import t from 'tap'
import { execFileSync } from 'node:child_process'
import { readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { createModelFixture, modelFiles, sha256 } from '../../helpers/model-fixture.ts'
import { getRaw } from '../../helpers/raw-http.ts'

t.test(
  "[M5] only regular files inside the job's folder are sent, whatever the journal says, and only as they were written",
  async t => {
    const { app, job, root, put, record } = await createModelFixture(t)
    const bytes = readFileSync(join(root, 'secret/outside.safetensors'))
    put('inside.safetensors', bytes)
    symlinkSync(join(root, 'secret/outside.safetensors'), join(job, 'link'))
    symlinkSync(join(job, 'inside.safetensors'), join(job, 'inner-link'))
    symlinkSync(join(root, 'secret'), join(job, 'away'))
    symlinkSync(job, join(job, 'loop'))
    execFileSync('mkfifo', [join(job, 'pipe')])
    const file = { bytes: bytes.length, sha256: sha256(bytes) }
    for (const path of [
      '../secret/outside.safetensors', join(root, 'secret/outside.safetensors'), '../secret', 'link', 'inner-link',
      'away', 'away/outside.safetensors', 'loop/inside.safetensors', 'pipe', '.', '', '..', 'inside.safetensors/x',
      'inside.safetensors\0', 'x'.repeat(5000)
    ]) {
      const id = await record('save', path, { file: { ...file, path } })
      for (const way of ['download', 'files/0/download']) {
        t.match(
          (await app.inject(`/api/v1/models/${id}/${way}`)).json(),
          { statusCode: 404, code: 'file_gone' },
          `${way} ${path.slice(0, 40)}`
        )
      }
      t.match((await app.inject(`/api/v1/models/${id}`)).json(), { available: false, contents: [] })
    }
    for (const [name, content] of Object.entries(modelFiles)) put(`backup/b/${name}`, content)
    const backup = await record('backup', 'backup/b')
    symlinkSync('/etc/passwd', join(job, 'backup/b/passwd'))
    symlinkSync('/etc', join(job, 'backup/b/etc'))
    t.match(
      (await app.inject(`/api/v1/models/${backup}`)).json(),
      { available: true, files: 4 },
      'links in a folder are not there'
    )
    const gone = async (id: string, why: string) => {
      for (const way of ['download', 'files/0/download']) {
        t.match((await app.inject(`/api/v1/models/${id}/${way}`)).json(), { statusCode: 404, code: 'file_gone' }, why)
      }
    }
    await gone(
      await record('save', 'inside.safetensors', { file: { ...file, path: 'inside.safetensors', bytes: 4 } }),
      'of another size'
    )
    renameSync(join(job, 'backup/b'), join(job, 'backup/b.partial'))
    await gone(backup, 'a backup that is being deleted')
    renameSync(join(job, 'backup/b.partial'), join(job, 'backup/b'))
    rmSync(join(job, 'backup/b/meta.json'))
    await gone(backup, 'a backup half deleted')
    put('model.safetensors', 'first')
    const first = await record('final', 'model.safetensors')
    put('model.safetensors', 'other')
    const second = await record('final', 'model.safetensors')
    await gone(first, 'written over by a later attempt, to the same size')
    t.equal((await app.inject(`/api/v1/models/${second}/download`)).body, 'other')
    t.match((await app.inject(`/api/v1/models/${second}/files/1/download`)).json(), { code: 'file_gone' })
  }
)

t.test("[M6] no spelling of a model's URL path leads out of the job's folder, byte by byte over TCP", async t => {
  const { put, record, listen, logged } = await createModelFixture(t)
  put('backup/b/one.bin', 'x')
  await record('backup', 'backup/b')
  const port = await listen()
  t.equal((await getRaw(port, '/api/v1/models/m1-1/files/0/download')).status, 200)
  const ups = [
    '../', '..%2f', '%2e%2e/', '%2e%2e%2f', '%252e%252e%252f', '..%252f', '..\\', '..%5c', '%c0%ae%c0%ae/',
    '....//',
    '..;/'
  ]
  const paths = ups.flatMap(up => [
    `${up.repeat(6)}etc/passwd`, `${up.repeat(6)}etc/passwd/download`, `m1-1/files/${up.repeat(6)}etc/passwd/download`,
    `m1-1/${up.repeat(6)}etc/passwd`, `m1-1/files/0/${up.repeat(6)}etc/passwd`
  ])
  const odd = [
    'm1-1%00/download', '%00/download', 'm1-1/files/%00/download', 'm1-1/files/-1/download', 'm1-1/files/0x0/download',
    'm1-1/files/1e9/download', 'm1-1/files/one.bin/download',
    'm1-1/files//download',
    '%ff/download',
    '%/download',
    `${'a'.repeat(5000)}/download`,
    '__proto__/download',
    'constructor',
    'm1-1/files/9999999999999999999999/download'
  ]
  for (const path of [...paths, ...odd]) {
    for (const url of [`/api/v1/models/${path}`, `/api/v1/training-jobs/${path}/models`]) {
      const { status, body } = await getRaw(port, url)
      t.ok(status >= 400 && status < 500, `${status} ${url.slice(0, 60)}`)
      t.notMatch(body, 'root:')
      t.match(JSON.parse(body), { statusCode: status, code: String, request_id: String })
    }
  }
  t.same(logged, [])
})
