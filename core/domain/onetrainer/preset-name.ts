/** A preset's file, `Family/#name.json`, as a name that people can read and a URL can hold: `Family - name`. */
export function presetName (path: string): string {
  const parts = path.replace(/\.json$/, '').split('/').map(part => part.replace(/^#/, ''))
  return parts
    .join(' - ')
    .replace(/[^A-Za-z0-9 ._-]/g, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/^[^A-Za-z0-9]+|[ .]+$/g, '')
    .slice(0, 100)
}
