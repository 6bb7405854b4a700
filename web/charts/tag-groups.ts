/** Tags that one chart shows, by the part of their name before the first slash. */
export interface TagGroup { key: string, title: string, tags: readonly string[] }

const titles: Readonly<Record<string, string>> = {
  loss: 'Loss', lr: 'Learning rates', accuracy: 'Accuracy', speed: 'Speed', memory: 'GPU memory', vram: 'GPU memory'
}
const order = ['loss', 'lr', 'accuracy', 'speed', 'memory', 'vram']

/** The charts of some tags: the loss first. A trainer's own smoothed loss stands with the loss. */
export function groupTags (tags: readonly string[]): TagGroup[] {
  const groups = new Map<string, string[]>()
  for (const tag of tags) {
    const key = groupOf(tag)
    groups.set(key, [...groups.get(key) ?? [], tag])
  }
  return [...groups]
    .map(([key, tags]) => ({ key, title: titles[key] ?? key, tags: tags.sort(byWeight) }))
    .sort((one, other) => rank(one.key) - rank(other.key) || one.key.localeCompare(other.key))
}

/** The name of a tag within its group: `Train step`, `Reader`. */
export function tagLabel (tag: string): string {
  const known: Readonly<Record<string, string>> = {
    'loss/train_step': 'Loss', 'smooth_loss/train_step': 'Smoothed by the trainer', 'loss/validation': 'Validation',
    'memory/gpu_allocated': 'In use by PyTorch, GB', 'memory/gpu_reserved': 'Held by PyTorch, GB'
  }
  const words = tag.slice(tag.indexOf('/') + 1).replaceAll('_', ' ').replaceAll('/', ' · ')
  return known[tag] ?? `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

/** Whether a series is sparse by its nature, so that its points are shown and joined. */
export const isValidation = (tag: string): boolean => /validation|accuracy/.test(tag)

const groupOf = (tag: string): string => {
  const first = tag.split('/')[0] ?? tag
  return /loss/.test(first) ? 'loss' : /accuracy/.test(tag) ? 'accuracy' : first
}
const rank = (key: string): number => order.includes(key) ? order.indexOf(key) : order.length
const weight = (tag: string): number => tag === 'loss/train_step' ? 0 : isValidation(tag) ? 1 : 2
const byWeight = (one: string, other: string): number => weight(one) - weight(other) || one.localeCompare(other)
