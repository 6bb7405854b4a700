import t from 'tap'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Value } from '@sinclair/typebox/value'
import { ModelDetails } from '../../../core/contract/models.ts'
import { createModelFixture, described, modelFiles, noise } from '../../helpers/model-fixture.ts'

t.test('[M7] a folder is sent file by file, or as a tar archive that tar unpacks to the same files', async t => {
  const { app, root, put, record } = await createModelFixture(t)
  const long: Record<string, string | Buffer> = {
    ...modelFiles,
    [`${'n'.repeat(90)}/${'m'.repeat(90)}.bin`]: noise(512),
    [`${'ü'.repeat(60)}.bin`]: noise(513)
  }
  for (const [name, bytes] of Object.entries(long)) put(`backup/b/${name}`, bytes)
  const id = await record('backup', 'backup/b')
  const details = (await app.inject(`/api/v1/models/${id}`)).json<ModelDetails>()
  t.same([...Value.Errors(ModelDetails, details)], [])
  t.same(details.contents.map(({ path }) => path), Object.keys(long).sort())
  const tags = new Set<unknown>()
  for (const { path, bytes, download_path } of details.contents) {
    const reply = await app.inject(download_path)
    t.ok(reply.rawPayload.equals(Buffer.from(long[path]!)), path)
    t.match(reply.headers, {
      etag: /^"[0-9a-f]{64}"$/, 'content-length': String(bytes),
      'content-disposition': /^attachment; filename="job_k3f9a2c1-backup-step-10-[\w.-]+"$/
    })
    tags.add(reply.headers.etag)
  }
  t.equal(tags.size, details.contents.length, 'each has a tag of its own')
  const archive = await app.inject(details.download_path)
  t.match(archive, {
    statusCode: 200,
    headers: {
      'content-type': 'application/x-tar',
      'content-length': String(archive.rawPayload.length),
      etag: `"${described(join(root, 'job'), 'backup/b').sha256}-tar"`,
      'content-disposition': /\.tar"$/
    }
  })
  writeFileSync(join(root, 'state/x.tar'), archive.rawPayload)
  mkdirSync(join(root, 'state/out'))
  execFileSync('tar', ['-xf', join(root, 'state/x.tar'), '-C', join(root, 'state/out')])
  t.same(readdirSync(join(root, 'state/out')), ['job_k3f9a2c1-backup-step-10'])
  t.equal(described(join(root, 'state/out'), 'job_k3f9a2c1-backup-step-10').sha256, details.sha256)
})
