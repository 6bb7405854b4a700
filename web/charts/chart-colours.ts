const names = [
  'text',
  'text-2',
  'text-3',
  'line',
  'bg',
  'surface',
  'accent',
  'hold',
  'bad',
  'warn',
  'series-1',
  'series-2',
  'series-3',
  'series-4',
  'series-5',
  'series-6'
] as const
export type ColourName = (typeof names)[number]
export type Colours = Readonly<Record<ColourName, string>>

/** The tokens as colours that a canvas understands, in the theme that the element stands in. */
export function coloursAt (element: HTMLElement): Colours {
  const probe = element.appendChild(document.createElement('i'))
  const entries = names.map(name => {
    probe.style.color = `var(--${name})`
    return [name, getComputedStyle(probe).color] as const
  })
  probe.remove()
  return Object.fromEntries(entries) as Colours // as: one entry for each name
}

/** Calls `listener` when the theme changes, by choice or with the system's. */
export function onTheme (listener: () => void): () => void {
  const watch = new MutationObserver(listener)
  watch.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  const scheme = matchMedia('(prefers-color-scheme: dark)')
  scheme.addEventListener('change', listener)
  return () => {
    watch.disconnect()
    scheme.removeEventListener('change', listener)
  }
}
