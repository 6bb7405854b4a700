import t from 'tap'
import { missingPictures, preflight } from '../../../../../core/domain/onetrainer/preflight.ts'
import type { Description } from '../../../../../core/domain/onetrainer/description.ts'
import type { MachineProbe } from '../../../../../core/domain/onetrainer/machine-facts.ts'
import type { JsonObject } from '../../../../../core/domain/schema/json-schema.ts'
import { completed, described } from '../../../../helpers/description.ts'
import { machineWith } from '../../../../helpers/machine-probe.ts'

const concept = { path: '/images' }

/** What is found for a config that differs from a sound one, on a machine that differs from one with everything. */
async function found (change: JsonObject, machine: Partial<MachineProbe> = {}, about: Partial<Description> = {}) {
  const config = completed({ concepts: [concept], ...change })
  return await preflight({ ...described, ...about }, config, machineWith(machine))
}
const holding = (images: number, captions = images): Partial<MachineProbe> =>
  ({ content: async () => ({ images, captions, more: false }) })
/** A machine that has these files, and the folder of images. */
const withFiles = (...files: string[]): Partial<MachineProbe> =>
  ({ kindOf: async path => files.includes(path) ? 'file' : path === '/images' ? 'folder' : null })

t.test('[P14] nothing is found where everything is there', async t => {
  t.same(await found({}), [])
})

t.test('[P7] a model path must exist, and a Hugging Face model is accepted unless offline_mode is on', async t => {
  t.match(await found({ base_model_name: '/no/such.safetensors' }), [
    { pointer: '/base_model_name', message: 'there is nothing at /no/such.safetensors', severity: 'error' }
  ])
  t.match(await found({ lora_model_name: '/no', unet: { model_name: '/gone' } }), [
    { pointer: '/lora_model_name' }, { pointer: '/unet/model_name' }
  ])
  t.same(await found({ base_model_name: '/a.safetensors' }, withFiles('/a.safetensors')), [])
  const file = 'https://huggingface.co/owner/name/resolve/main/model.safetensors'
  for (const base_model_name of ['owner/name', file]) {
    t.same(await found({ base_model_name }), [])
    t.match(await found({ base_model_name, offline_mode: true }), [
      { pointer: '/base_model_name', message: /offline_mode is true$/, severity: 'error' }
    ])
  }
  for (const base_model_name of ['../models', 'a/b/c', `o/${'n'.repeat(96)}`, 'https://example.com/a/b/resolve/m.pt']) {
    t.match(await found({ base_model_name }), [{ message: /^there is nothing at / }], base_model_name)
  }
})

t.test('[P14] a training has an enabled concept to train on', async t => {
  const refused = async (concepts: unknown) => {
    const findings = await found({ concepts })
    t.match(findings, [{ pointer: '/concepts', severity: 'error' }])
    return findings[0]?.message
  }
  t.equal(await refused([]), 'is empty, so there is nothing to train on')
  t.equal(await refused(null), 'is empty, so there is nothing to train on')
  t.equal(await refused([{ ...concept, enabled: false }]), 'has no enabled concept to train on')
  t.equal(await refused([{ ...concept, type: 'VALIDATION' }]), 'has no enabled concept to train on')
})

t.test('[P7] the path of a concept is a folder with images', async t => {
  const at = async (path: string, more: JsonObject = {}, machine: Partial<MachineProbe> = {}) =>
    await found({ ...more, concepts: [{ ...concept, path }] }, machine)
  const pointer = '/concepts/0/path'
  t.match(await at('/a.png', {}, withFiles('/a.png')), [{ pointer, message: '/a.png is a file', severity: 'error' }])
  t.match(await at('/gone'), [{ pointer, message: 'there is no folder /gone', severity: 'error' }])
  t.match(await at('owner/set'), [{ pointer, message: /data set on Hugging Face$/, severity: 'warning' }])
  t.match(await at('owner/set', { offline_mode: true, base_model_name: '/images' }), [{ pointer, severity: 'error' }])
  t.match(await at('/images', {}, holding(0)), [
    { pointer, message: '/images holds no images', hint: /include_subdirectories to true$/, severity: 'error' }
  ])
  t.match(await found({ concepts: [{ ...concept, include_subdirectories: true }] }, holding(0)), [
    { pointer, hint: 'put images into it' }
  ])
  const off = { path: '/gone', enabled: false }
  t.same(await found({ concepts: [concept, off] }), [], 'one that is off is not looked at')
})

t.test('[P14] a concept that reads captions has some', async t => {
  t.match(await found({}, holding(40, 0)), [
    { pointer: '/concepts/0/text/prompt_source', message: /no image in \/images has a \.txt/, severity: 'warning' }
  ])
  t.same(await found({ concepts: [{ ...concept, text: { prompt_source: 'filename' } }] }, holding(40, 0)), [])
})

t.test('[P14] an epoch has images for at least one step', async t => {
  t.match(await found({ batch_size: 2 }, holding(1)), [
    { pointer: '/batch_size', message: /^is 2, and an epoch has 1 image: /, hint: /^set it to 1 /, severity: 'error' }
  ])
  t.same(await found({ batch_size: 5, aspect_ratio_bucketing: false }, holding(5)), [])
  const balanced = async (balancing: number, balancing_strategy: string) => await found({
    batch_size: 4, aspect_ratio_bucketing: false, concepts: [{ ...concept, balancing, balancing_strategy }]
  })
  t.match(await balanced(0.05, 'REPEATS'), [{ message: /an epoch has 2 images/ }], '40 images, a twentieth of them')
  t.match(await balanced(3, 'SAMPLES'), [{ message: /an epoch has 3 images/ }])
  t.same(await balanced(4, 'SAMPLES'), [])
  const findings = await found({ concepts: [concept, { path: 'owner/set' }], batch_size: 99 })
  t.same(findings.map(({ pointer }) => pointer), ['/concepts/1/path'], 'nothing is counted where one cannot be')
})

t.test('[P14] a batch that leaves out images of rare shapes is a warning', async t => {
  t.match(await found({ batch_size: 4 }, holding(15)), [{ pointer: '/batch_size', severity: 'warning' }])
  t.same(await found({ batch_size: 4 }, holding(16)), [])
  t.match(await found({ batch_size: 4, resolution: '512,768' }, holding(31)), [{ severity: 'warning' }])
  t.same(await found({ batch_size: 1 }, holding(1)), [])
})

t.test('[P14] a validation has a concept to measure', async t => {
  t.match(await found({ validation: true }), [{ pointer: '/validation', severity: 'warning' }])
  t.same(await found({ validation: true, concepts: [concept, { ...concept, type: 'VALIDATION' }] }), [])
})

t.test('[P7] the name of the model fits its format', async t => {
  const named = async (output_model_format: string, output_model_destination: string) =>
    await found({ output_model_format, output_model_destination })
  const pointer = '/output_model_destination'
  t.match(await named('SAFETENSORS', 'cat.ckpt'), [
    { pointer, message: 'must end in .safetensors for SAFETENSORS', hint: 'for example "cat.safetensors"' }
  ])
  t.match(await named('DIFFUSERS', 'cat.safetensors'), [{ pointer, message: /DIFFUSERS is a folder$/ }])
  t.same(await named('SAFETENSORS', 'cat.SafeTensors'), [])
  t.same(await named('DIFFUSERS', 'cat'), [])
  t.same(await named('NO_SUCH_FORMAT', 'cat'), [])
})

t.test('[P14] a model that would be overwritten is refused if overwriting is, else it is a warning', async t => {
  const change = { output_model_destination: '/m.safetensors', output_model_format: 'SAFETENSORS' }
  const there = withFiles('/m.safetensors', 'm.safetensors')
  const pointer = '/output_model_destination'
  t.match(await found(change, there), [{ pointer, message: /would be overwritten$/, severity: 'warning' }])
  t.match(await found({ ...change, prevent_overwrites: true }, there), [{ pointer, severity: 'error' }])
  t.same(await found({ ...change, prevent_overwrites: true }), [])
  t.same(await found({ ...change, output_model_destination: 'm.safetensors' }, there), [], "the job's folder is empty")
})

t.test('[P18] a sample for inpainting needs its images', async t => {
  const sample = { sample_inpainting: true, base_image_path: '/base.png', mask_image_path: '/no.png' }
  t.match(await found({ samples: [{}, sample] }, withFiles('/base.png')), [
    { pointer: '/samples/1/mask_image_path', message: 'there is no picture "/no.png"', severity: 'error' }
  ])
  const missing = async (change: JsonObject) =>
    (await missingPictures({ enabled: true, ...sample, ...change }, '', machineWith())).map(({ pointer }) => pointer)
  t.same(await missing({}), ['/base_image_path', '/mask_image_path'])
  t.same(await missing({ sample_inpainting: false }), [])
  t.same(await missing({ enabled: false }), [])
})

t.test('[P14] git, the packages of OneTrainer and those of the optimizer are there', async t => {
  t.match(await found({}, { hasProgram: async name => name !== 'git' }), [
    { pointer: '', message: /^git is not on the PATH/, severity: 'error' }
  ])
  const versions = { ...described.versions, torch: null, mgds: null, torchvision: null }
  t.match(await found({}, {}, { versions }), [{ pointer: '', message: /lacks torch, mgds$/, severity: 'error' }])
  t.match(await found({ optimizer: { optimizer: 'SCHEDULE_FREE' } }), [
    { pointer: '/optimizer/optimizer', message: /needs schedulefree/, hint: /^install schedulefree/, severity: 'error' }
  ])
  t.match(await found({}, {}, { problems: ['no module named mgds'] }), [
    { pointer: '', message: 'no module named mgds', severity: 'error' }
  ])
})

t.test('[P14] no two trainings share a cache, unless each gets its own', async t => {
  const others = (cache_dir: string) => ({ others: () => [{ job_name: 'cats', config: { cache_dir } }] })
  t.match(await found({ cache_dir: '/cache' }, others('/cache')), [
    { pointer: '/cache_dir', message: /in use by the training "cats"/, severity: 'error' }
  ])
  t.same(await found({ cache_dir: '/cache' }, others('/another')), [])
  for (const own of ['', 'workspace-cache/run']) t.same(await found({ cache_dir: own }, others(own)), [])
})

t.test('[P14] the device is one that torch finds', async t => {
  const cuda = { device: { type: 'cuda', name: 'GPU' } }
  t.match(await found({ train_device: 'cuda:0' }), [
    { pointer: '/train_device', message: /^is cuda, .* only cpu here$/, hint: 'set it to cpu', severity: 'error' }
  ])
  t.same(await found({ train_device: 'cuda:1' }, {}, cuda), [])
  t.same(await found({ train_device: 'cpu' }, {}, cuda), [])
})

t.test('[P14] a full disk is found with all the rest', async t => {
  const findings = await found({ base_model_name: '/no', train_device: 'cuda' }, { freeBytes: async () => 0 })
  t.match(findings, [
    { pointer: '/base_model_name' }, { pointer: '', message: /^0\.0 GiB/ }, { pointer: '/train_device' }
  ])
})
