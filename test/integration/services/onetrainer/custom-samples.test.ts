import { join } from 'node:path'
import t from 'tap'
import type { JsonObject } from '../../../../core/domain/schema/json-schema.ts'
import { openLibrary, soundConfig } from '../../../helpers/onetrainer-configs.ts'
import { stateDir } from '../../../helpers/server-process.ts'
import { small, testApp } from '../../../helpers/test-app.ts'

t.test(
  '[P18] a custom sample is checked as one in the config of its training would be, and takes the defaults of its model',
  async t => {
    const folder = t.testdir({ 'base.png': '' })
    const library = await openLibrary(t, stateDir(t))
    const check = async (sample: JsonObject, model_type = 'STABLE_DIFFUSION_15') =>
      await library.checkSample(library.complete({ ...soundConfig(folder), model_type }), {
        prompt: 'a cat',
        ...sample
      })
    const wrong = async (sample: JsonObject) =>
      (await check(sample)).errors.map(({ pointer, message, hint }) => `${pointer} ${message} ${hint}`)
    const full = {
      prompt: 'a cat', negative_prompt: 'a dog', height: 64, width: 128, frames: 2, length: 1.5, seed: 7,
      random_seed: false, diffusion_steps: 3, cfg_scale: 2.5, noise_scheduler: 'DDIM', text_encoder_1_layer_skip: 1,
      sample_inpainting: false, base_image_path: '', mask_image_path: ''
    }
    t.match(await check({ ...full, enabled: false }), { errors: [], sample: { ...full, enabled: true } })
    t.match((await check({})).sample, { width: 512, noise_scheduler: 'EULER_A' })
    t.match((await check({ seed: 1 }, 'FLUX_DEV_1')).sample, { width: 1024, seed: 1, noise_scheduler: 'DDIM' })
    t.match(await wrong({ cfgscale: 2 }), [/^\/cfgscale is unknown did you mean "cfg_scale"/])
    t.match(await wrong({ noise_scheduler: 'EULERA', diffusion_steps: 0 }), [
      /^\/noise_scheduler must be one of.*"EULER_A"/, /^\/diffusion_steps must be at least 1/
    ])
    t.match(
      await wrong({
        sample_inpainting: true, base_image_path: join(folder, 'base.png'), mask_image_path: '/no/mask.png'
      }),
      [/^\/mask_image_path there is no picture/]
    )
    const schema = library.sampleSchema(library.complete({ model_type: 'FLUX_DEV_1' }))
    t.match(schema, {
      $schema: /2020-12/, required: ['prompt'],
      properties: { width: { type: 'integer', default: 1024 }, base_image_path: { type: 'string', default: '' } }
    })
    // as: a schema of an object has them
    t.same(Object.keys(schema.properties as JsonObject), Object.keys((await check({})).sample), 'every field there is')
  }
)

t.test(
  '[P19] `GET /api/samples/custom` describes the fields of a custom sample; an invalid one is refused with a pointer into the request',
  async t => {
    const app = await testApp(t)
    t.match(await app.ask('/api/samples/custom'), {
      status: 200,
      body: { required: ['prompt'], properties: { width: { default: 192, maximum: 1024 }, prompt: { minLength: 1 } } }
    })
    t.match(await app.ask('/api/samples/custom', { body: {} }), {
      status: 400, body: { details: [{ pointer: '/prompt' }] }
    })
    t.match(await app.ask('/api/samples/custom', { body: { prompt: '7' } }), {
      status: 409, body: { code: 'not_running' }
    })
    const client = await app.stream()
    await app.ask('/api/training/start', { body: { config: { ...small, epochs: 200 } } })
    client.send({ type: 'command', command: 'sample_custom', args: { prompt: '7', sed: 1 } })
    t.match(await client.until(frame => frame.type === 'error'), {
      statusCode: 422, code: 'sample_invalid',
      details: [{ pointer: '/args/sed', hint: /"seed"/ }]
    })
    client.send({ type: 'command', command: 'sample_custom', args: { seed: 1 } })
    t.match(await client.until(frame => frame.type === 'error' && frame.statusCode === 400), {
      details: [{ pointer: '/args/prompt' }]
    })
    await app.ask('/api/training/stop', { body: {} })
  }
)
