import t from 'tap'
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Value } from '@sinclair/typebox/value'
import { ModelDetails } from '../../../../core/contract/models.ts'
import type { ModelList } from '../../../../core/contract/models.ts'
import type { JournalEventOf } from '../../../../core/contract/journal.ts'
import { readWeights } from '../../../../services/models/read-weights.ts'
import { safetensors, sha256 } from '../../../helpers/model-fixture.ts'
import { small, testApp } from '../../../helpers/test-app.ts'

const tensor = (dtype: string, shape: number[], from: number, to: number) => ({
  dtype, shape, data_offsets: [from, to]
})

t.test(
  '[M9] the metadata, tensors, parameters and data types of a safetensors file are read from its header alone',
  async t => {
    const dir = t.testdir()
    const weightsOf = async (name: string, bytes: Buffer) => {
      writeFileSync(join(dir, name), bytes)
      return await readWeights(dir, name)
    }
    const header = {
      __metadata__: { format: 'pt', 'modelspec.title': 'sieben ✓', long: 'x'.repeat(20_000) },
      a: tensor('F16', [320, 4], 0, 2560),
      b: tensor('F32', [], 2560, 2564),
      'c,{"': tensor('F16', [0, 5], 2564, 2564)
    }
    const said = await weightsOf('one.safetensors', safetensors(header, 2564))
    t.match(said, {
      problem: null,
      weights: {
        format: 'safetensors', tensors: 3, parameters: 1281, dtypes: { F16: 1280, F32: 1 },
        metadata: { format: 'pt', 'modelspec.title': 'sieben ✓' },
        metadata_complete: false
      }
    })
    t.equal(said.weights?.metadata.long?.length, 10_000)
    t.match(await weightsOf('padded.safetensors', safetensors(` ${JSON.stringify({ a: header.a })}   \n`, 2560)), {
      weights: { tensors: 1, metadata_complete: true }
    })
    t.match(await weightsOf('none.safetensors', safetensors({}, 0)), { weights: { tensors: 0, parameters: 0 } })
    const many = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, at) => [`layer.${at}.weight`, tensor('BF16', [2], 0, 4)])
    )
    t.match(
      await weightsOf('many.safetensors', safetensors(many, 4)),
      { weights: { tensors: 20_000, dtypes: { BF16: 40_000 } } },
      'a header longer than one read'
    )
    t.same(
      await weightsOf('pickle.pt', safetensors(header, 2564)),
      { weights: null, problem: null },
      'no other format is read'
    )
    t.same(await weightsOf('tokenizer.json', Buffer.from('{"format":"other","image_model":[1]}')), {
      weights: null, problem: null
    })
    t.same(await readWeights(dir, '../x.safetensors'), { weights: null, problem: null })
  }
)

t.test('[M10] a hostile safetensors header is refused with the reason', async t => {
  const dir = t.testdir()
  const length = (bytes: bigint, rest = '') => {
    const start = Buffer.alloc(8)
    start.writeBigUInt64LE(bytes)
    return Buffer.concat([start, Buffer.from(rest)])
  }
  const hostile: Array<[string, Buffer, RegExp]> = [
    ['empty', Buffer.alloc(0), /truncated/], ['seven bytes', Buffer.alloc(7), /truncated/],
    ['no header', length(0n), /ends in the middle/],
    ['longer than the file', length(50n, '{}'), /the file has 10/],
    ['longer than may be', length(100_000_001n, '{}'), /at most 100000000 are allowed/],
    ['longest of all', length(2n ** 64n - 1n, '{}'), /18446744073709551615/],
    ['not JSON', safetensors('{"a" 1}', 0), /header cannot be read/],
    ['not UTF-8', length(8n, '{"\xff\xff":1}').subarray(0, 15), /./],
    ['a list', safetensors('[]', 0), /not one JSON object/],
    ['two objects', safetensors('{}{}', 0), /not one JSON object/],
    ['not closed', safetensors('{"a":{}', 0), /./],
    ['nothing between commas', safetensors(`{"a":${JSON.stringify(tensor('F16', [1], 0, 2))},}`, 2), /commas/],
    ['nested deeply', safetensors(`{"a":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`, 0), /brackets/],
    ['a tensor after the end', safetensors({ a: tensor('F16', [9], 0, 18) }, 4), /cut off/],
    ['a tensor without a type', safetensors({ a: { shape: [1], data_offsets: [0, 2] } }, 2), /no tensor/],
    ['a negative side', safetensors({ a: tensor('F16', [-1], 0, 2) }, 2), /no tensor/],
    ['more numbers than there are', safetensors({ a: tensor('F16', [2 ** 40, 2 ** 40], 0, 2) }, 2), /more numbers/],
    ['metadata that is a list', safetensors({ __metadata__: [1] }, 0), /__metadata__/],
    ['50 MB in one fact', safetensors({ __metadata__: { a: 'x'.repeat(50_000_000) } }, 0), /more than 8388608 bytes/],
    [
      '50 MB of facts',
      safetensors(`{"__metadata__":{${Array.from({ length: 5_000_000 }, (_, at) => `"${at % 10}":""`).join(',')}}}`, 0),
      /more than 8388608 bytes/
    ],
    [
      '100 types',
      safetensors(
        Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`t${at}`, tensor(`T${at}`, [1], 0, 1)])),
        1
      ),
      /data types/
    ]
  ]
  for (const [name, bytes, problem] of hostile) {
    writeFileSync(join(dir, 'x.safetensors'), bytes)
    const said = await readWeights(dir, 'x.safetensors')
    t.equal(said.weights, null, name)
    t.match(said.problem, problem, name)
  }
})

t.test(
  '[M12] what the built-in trainer wrote is listed, described and downloaded, and matches the journal',
  async t => {
    const { ask, url, stream } = await testApp(t)
    const client = await stream()
    const started = await ask('/api/training/start', { body: { config: small } })
    t.equal(started.status, 202)
    await client.until(
      ({ type, status }) => type === 'training_status' && (status === 'completed' || status === 'error')
    )
    // as: the event is in it
    const written = client.frames
      .filter(({ type }) => type === 'backup_created' || type === 'model_saved')
      .map(frame => frame as unknown as JournalEventOf<'backup_created'>)
    const { body } = (await ask('/api/v1/training-jobs/1/models')) as { body: ModelList }
    t.ok(body.models.some(({ kind }) => kind === 'backup') && body.models.some(({ kind }) => kind === 'final'))
    t.same(
      body.models.map(model => [model.sha256, model.bytes, model.step]),
      written.map(({ file, step }) => [file.sha256, file.bytes, step]).reverse()
    )
    const download = async (path: string) => Buffer.from(await (await fetch(url + path)).arrayBuffer())
    for (const model of body.models) {
      const details = (await ask(model.path)).body as ModelDetails
      t.same([...Value.Errors(ModelDetails, details)], [])
      t.equal(model.available, true)
      const parts = await Promise.all(
        details.contents.map(async file => [file.path, await download(file.download_path)] as const)
      )
      const hash =
        model.folder === true
          ? createHash('sha256')
            .update(
              parts
                .map(([path, bytes]) => `${sha256(bytes)}  ${path}\n`)
                .sort()
                .join('')
            )
            .digest('hex')
          : sha256(parts[0]![1])
      t.equal(hash, model.sha256, model.kind)
      t.match(
        details.contents.find(file => file.path === 'model.json'),
        {
          problem: null,
          weights: {
            format: 'builtin', tensors: Number, dtypes: { F64: Number },
            metadata: { format: 'onetrainer-web-ui-builtin-1', side: String }
          }
        }
      )
      t.same(details.contents.filter(file => file.weights !== null).length, 1)
    }
    t.match((await ask('/api/v1/models/1')).body, { kind: 'final', contents: [{ path: 'model.json' }] })
    t.equal(
      sha256(await download('/api/v1/models/1/download')),
      body.models.find(({ kind }) => kind === 'final')?.sha256
    )
  }
)
