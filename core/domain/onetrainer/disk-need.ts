import type { Finding } from '../../contract/errors.ts'
import type { JsonObject } from '../schema/json-schema.ts'
import type { MachineProbe } from './machine-facts.ts'

const GIB = 1024 ** 3
/** Below this something will fail, however small the model is: the journal, the cache and a LoRA need room too. */
const LEAST_FREE = GIB
const MOST_COUNTED = 1000

/**
 * Whether the disk holds what the training will write. A fine tune writes the whole model, and a backup the optimizer's
 * state too, twice the model; of a LoRA a twentieth is a generous guess. Where the model is not on this machine its
 * size is not known, and only a disk that is nearly full is spoken of.
 */
export async function diskFindings (config: JsonObject, { bytesOf, freeBytes }: MachineProbe): Promise<Finding[]> {
  const free = await freeBytes()
  if (free === null) return []
  const model = await bytesOf(String(config.base_model_name))
  const written = model === null ? 0 : config.training_method === 'FINE_TUNE' ? model : model / 20
  const backups = backupsKept(config)
  const least = written * (backups > 0 ? 4 : 1) + LEAST_FREE
  const most = written * (1 + 3 * backups + savesKept(config)) + LEAST_FREE
  const facts = `${show(free)} are free where jobs keep their files`
  if (free < least) {
    return [
      {
        pointer: '',
        message: `${facts}, and ${backups > 0 ? 'a single backup and ' : ''}the final model need ${show(least)}`,
        hint: 'free some space, or set STATE_DIR to a larger disk',
        severity: 'error'
      }
    ]
  }
  if (free < most) {
    return [
      {
        pointer: '/backup_after',
        message: `${facts}, and ${backups} backups and the models need about ${show(most)}`,
        hint: 'set rolling_backup to true, or back up less often',
        severity: 'warning'
      }
    ]
  }
  return []
}

function backupsKept (config: JsonObject): number {
  const scheduled = timesInAll(config, 'backup_after', 'backup_after_unit')
  const kept = config.rolling_backup === true ? Math.min(scheduled, Number(config.rolling_backup_count)) : scheduled
  return kept + (config.backup_before_save === true ? 1 : 0)
}

const savesKept = (config: JsonObject): number => timesInAll(config, 'save_every', 'save_every_unit')

/** How often something by the epoch happens; once for what goes by time or steps, as nobody knows how long they are. */
function timesInAll (config: JsonObject, every: string, unit: string): number {
  if (config[unit] === 'NEVER' || Number(config[every]) === 0) return 0
  return config[unit] === 'EPOCH'
    ? Math.min(MOST_COUNTED, Math.floor(Number(config.epochs) / Number(config[every])))
    : 1
}

const show = (bytes: number): string => `${(bytes / GIB).toFixed(1)} GiB`
