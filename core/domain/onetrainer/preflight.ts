import type { Finding } from '../../contract/errors.ts'
import { pointTo } from '../schema/json-pointer.ts'
import { isObject } from '../schema/json-schema.ts'
import type { JsonObject } from '../schema/json-schema.ts'
import { diskFindings } from './disk-need.ts'
import type { Description } from './description.ts'
import type { MachineProbe } from './machine-facts.ts'

/** OneTrainer gives this one to every run; the bridge makes it a folder of the job's own. */
const SHARED_CACHE = 'workspace-cache/run'
const NEEDED = ['torch', 'diffusers', 'transformers', 'accelerate', 'safetensors', 'mgds']

const error = (pointer: string, message: string, hint: string): Finding => ({
  pointer, message, hint, severity: 'error'
})
const warning = (pointer: string, message: string, hint: string): Finding => ({
  pointer, message, hint, severity: 'warning'
})

/**
 * What would go wrong on this machine, today, with a complete config that is sound in itself: asked before a GPU hour
 * is spent.
 */
export async function preflight (
  description: Description, config: JsonObject, around: MachineProbe
): Promise<Finding[]> {
  const found = await Promise.all([
    models(config, description, around), concepts(config, around), output(description, config, around),
    samples(config, around), programs(description, config, around), diskFindings(config, around)
  ])
  return [...found.flat(), ...sharedCache(config, around), ...device(description, config)]
}

async function models (config: JsonObject, { models }: Description, { kindOf }: MachineProbe): Promise<Finding[]> {
  const parts = models[String(config.model_type)]?.parts ?? []
  const named = [
    ['/base_model_name', config.base_model_name], ['/lora_model_name', config.lora_model_name],
    ...parts.map(name => [`/${name}/model_name`, isObject(config[name]) ? config[name].model_name : ''])
  ]
  const found = await Promise.all(named.map(async ([pointer, name]): Promise<Finding[]> => {
    const path = String(name ?? '')
    if (path === '' || await kindOf(path) !== null) return []
    if (!isHubName(path)) {
      return [
        error(
          String(pointer), `there is nothing at ${path}`,
          'give the path of a model on this machine, or "owner/name" of one on Hugging Face'
        )
      ]
    }
    return config.offline_mode === true
      ? [
          error(
            String(pointer),
            `${path} is not on this machine, and offline_mode is true`,
            'set offline_mode to false, or give the path of a model'
          )
        ]
      : []
  }))
  return found.flat()
}

async function concepts (config: JsonObject, around: MachineProbe): Promise<Finding[]> {
  const list = Array.isArray(config.concepts) ? config.concepts.filter(isObject) : []
  const enabled = list
    .map((concept, index) => ({ concept, pointer: `/concepts/${index}` }))
    .filter(({ concept }) => concept.enabled === true)
  const training = enabled.filter(({ concept }) => concept.type !== 'VALIDATION')
  if (training.length === 0) {
    return [
      error(
        '/concepts',
        list.length === 0 ? 'is empty, so there is nothing to train on' : 'has no enabled concept to train on',
        'add one, for example {"path": "/data/cats"}'
      )
    ]
  }
  const seen = await Promise.all(enabled.map(async one => await lookAt(one.concept, one.pointer, config, around)))
  const found = seen.flatMap(({ findings }) => findings)
  const counts = seen.filter((_, index) => training.includes(enabled[index]!)) // as long as enabled
  if (counts.every(({ images }) => images !== null) && found.every(({ severity }) => severity !== 'error')) {
    found.push(
      ...batches(
        config,
        counts.map(({ images }) => images ?? 0)
      )
    )
  }
  if (config.validation === true && !enabled.some(({ concept }) => concept.type === 'VALIDATION')) {
    found.push(
      warning(
        '/validation',
        'has nothing to measure: no concept is of the type VALIDATION',
        "set a concept's type to VALIDATION"
      )
    )
  }
  return found
}

interface Look { images: number | null, findings: Finding[] }

async function lookAt (
  concept: JsonObject, pointer: string, config: JsonObject, { kindOf, content }: MachineProbe
): Promise<Look> {
  const path = String(concept.path)
  const at = `${pointer}/path`
  const kind = await kindOf(path)
  if (kind === 'file') {
    return { images: null, findings: [error(at, `${path} is a file`, 'give the folder that the images lie in')] }
  }
  if (kind === null) return { images: null, findings: [missingFolder(path, at, config)] }
  const { images, captions } = await content(path, concept.include_subdirectories === true)
  if (images === 0) {
    const subfolders = concept.include_subdirectories === true ? '' : ', or set include_subdirectories to true'
    return { images, findings: [error(at, `${path} holds no images`, `put images into it${subfolders}`)] }
  }
  const source = isObject(concept.text) ? concept.text.prompt_source : 'sample'
  const findings =
    source === 'sample' && captions === 0
      ? [
          warning(
            `${pointer}/text/prompt_source`,
            `is "sample", and no image in ${path} has a .txt beside it`,
            'write captions, or set it to "filename" or "concept"'
          )
        ]
      : []
  return { images: timesRepeated(images, concept), findings }
}

function missingFolder (path: string, at: string, { offline_mode }: JsonObject): Finding {
  if (!isHubName(path) || offline_mode === true) {
    return error(at, `there is no folder ${path}`, 'give the whole path of a folder with images')
  }
  return warning(
    at,
    `there is no folder ${path}; OneTrainer will take it for a data set on Hugging Face`,
    'give the path of a folder if that is not meant'
  )
}

/** How many samples of an epoch a concept gives. */
function timesRepeated (images: number, { balancing, balancing_strategy }: JsonObject): number {
  const factor = typeof balancing === 'number' ? balancing : 1
  return balancing_strategy === 'SAMPLES' ? factor : Math.floor(images * factor)
}

function batches (config: JsonObject, counts: number[]): Finding[] {
  const all = counts.reduce((sum, count) => sum + count, 0)
  const size = Number(config.batch_size)
  if (Math.floor(all / size) === 0) {
    return [
      error(
        '/batch_size',
        `is ${size}, and an epoch has ${all} image${all === 1 ? '' : 's'}: not one step would be trained and no ` +
        'model saved',
        `set it to ${Math.max(1, all)} or less, or add images`
      )
    ]
  }
  const resolutions = String(config.resolution).split(',').length
  return config.aspect_ratio_bucketing === true && all < size * 4 * resolutions && size > 1
    ? [
        warning(
          '/batch_size',
          `is ${size} for ${all} images: shapes of which there are fewer than ${size} are left out of every epoch`,
          'make it smaller, or set aspect_ratio_bucketing to false'
        )
      ]
    : []
}

async function output ({ formats }: Description, config: JsonObject, { kindOf }: MachineProbe): Promise<Finding[]> {
  const path = String(config.output_model_destination)
  const format = String(config.output_model_format)
  const misnamed = nameFinding(path, format, formats[format])
  if (misnamed !== null) return [misnamed]
  // A relative path lies in the job's own folder, where nothing can be in the way.
  if (!path.startsWith('/')) return []
  const kind = await kindOf(path)
  if (kind === null) return []
  const message = `${path} is already there and would be overwritten`
  return [
    config.prevent_overwrites === true
      ? error('/output_model_destination', message, 'choose another name, or set prevent_overwrites to false')
      : warning(
        '/output_model_destination', message,
        "choose another name; a relative one lies in the job's own folder"
      )
  ]
}

/** Some presets name a file as a folder: the desktop loads them too, and asks for another name before it starts. */
function nameFinding (path: string, format: string, ending: string | undefined): Finding | null {
  if (ending === undefined) return null
  if (ending === '') {
    return /\.(safetensors|ckpt|pt|pth|bin)$/i.test(path)
      ? error('/output_model_destination', `names a file, and ${format} is a folder`, 'leave the ending out')
      : null
  }
  return path.toLowerCase().endsWith(ending)
    ? null
    : error(
      '/output_model_destination', `must end in ${ending} for ${format}`,
        `for example "${path.replace(/\.\w*$/, '')}${ending}"`
    )
}

async function samples (config: JsonObject, around: MachineProbe): Promise<Finding[]> {
  const list = Array.isArray(config.samples) ? config.samples.filter(isObject) : []
  const found = await Promise.all(
    list.map(async (sample, index) => await missingPictures(sample, `/samples/${index}`, around))
  )
  return found.flat()
}

/** Pictures that a sample is to be drawn over, and that are not there. */
export async function missingPictures (
  sample: JsonObject, pointer: string, { kindOf }: Pick<MachineProbe, 'kindOf'>
): Promise<Finding[]> {
  if (sample.enabled !== true || sample.sample_inpainting !== true) return []
  const missing = await Promise.all(
    ['base_image_path', 'mask_image_path'].map(async name =>
      (await kindOf(String(sample[name]))) === 'file' ? [] : [name]
    )
  )
  return missing
    .flat()
    .map(name =>
      error(
        pointTo(pointer, name),
        `there is no picture ${JSON.stringify(sample[name])}`,
        'give its path, or set sample_inpainting to false'
      )
    )
}

async function programs (
  { versions, problems, optimizers }: Description, config: JsonObject, { hasProgram }: MachineProbe
): Promise<Finding[]> {
  const optimizer = String(isObject(config.optimizer) ? config.optimizer.optimizer : '')
  const wanted = optimizers[optimizer]?.missing_packages ?? []
  const missing = NEEDED.filter(name => versions[name] === null)
  return [
    ...((await hasProgram('git'))
      ? []
      : [error('', 'git is not on the PATH: OneTrainer would lose every backup and the final model', 'install git')]),
    ...(missing.length === 0
      ? []
      : [error('', `OneTrainer's Python lacks ${missing.join(', ')}`, "install OneTrainer's requirements there")]),
    ...(wanted.length === 0
      ? []
      : [
          error(
            '/optimizer/optimizer',
            `${optimizer} needs ${wanted.join(', ')}, which OneTrainer's Python does not have`,
            `install ${wanted.join(', ')} there, or choose another optimizer`
          )
        ]),
    ...problems.map(problem =>
      error('', problem, "install OneTrainer's requirements with the Python that ONETRAINER_PYTHON names")
    )
  ]
}

function sharedCache ({ cache_dir }: JsonObject, { others }: MachineProbe): Finding[] {
  if (cache_dir === SHARED_CACHE || cache_dir === '') return []
  return others()
    .filter(({ config }) => config.cache_dir === cache_dir)
    .map(({ job_name }) =>
      error(
        '/cache_dir',
        `is in use by the training "${job_name}", and two of them would spoil each other's cache`,
        'choose another folder, or leave it out for one of its own'
      )
    )
}

function device ({ device }: Description, { train_device }: JsonObject): Finding[] {
  const wanted = String(train_device).split(':')[0] ?? ''
  return wanted !== 'cpu' && wanted !== device.type
    ? [
        error(
          '/train_device',
          `is ${wanted}, and OneTrainer's torch finds only ${device.type} here`,
          `set it to ${device.type}`
        )
      ]
    : []
}

/** "owner/name" as Hugging Face has it, or the address of a file there. */
function isHubName (path: string): boolean {
  return (
    /^https:\/\/huggingface\.com?\/[^/]+\/[^/]+\/(resolve|blob)\/.+\.\w+$/.test(path) ||
    (/^[\w.-]+\/[\w.-]+$/.test(path) && path.length <= 96 && !path.includes('..'))
  )
}
