/** A family of metrics, as it stands in the text format of Prometheus. */
export interface ShownFamily { name: string, help: string, type: string, samples: ShownSample[] }
/** `name` is that of the family, or one with the `_bucket`, `_sum` or `_count` of a histogram behind it. */
export interface ShownSample { name: string, labels: string, value: number }

const parts = /^(\w+)(\{.*\})? (\S+)$/

/** Reads an exposition; throws where a line is none, or stands under no family. */
export function readExposition (text: string): ShownFamily[] {
  const families: ShownFamily[] = []
  for (const line of text.split('\n').filter(line => line !== '')) {
    const help = /^# HELP (\w+) (.+)$/.exec(line)
    if (help === null) addTo(families.at(-1), line)
    else families.push({ name: help[1] ?? '', help: help[2] ?? '', type: '', samples: [] })
  }
  return families
}

function addTo (family: ShownFamily | undefined, line: string): void {
  const [, named = '', type] = /^# TYPE (\w+) (\w+)$/.exec(line) ?? []
  const [, name = '', labels = '', value] = parts.exec(line) ?? []
  if (family === undefined || !(named + name).startsWith(family.name)) throw new Error(`this stands nowhere: ${line}`)
  if (type === undefined) family.samples.push({ name, labels, value: Number(value) })
  else family.type = type
}

/** The value of a sample; null when it is not shown. `labels` as they are written, with the braces. */
export const valueIn = (families: ShownFamily[], name: string, labels = ''): number | null =>
  families.flatMap(({ samples }) => samples).find(one => one.name === name && one.labels === labels)?.value ?? null
