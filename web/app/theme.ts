/** system follows the device. */
export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const key = 'theme'

/** The reader's choice, kept in the browser. */
export function storedTheme (): Theme {
  const stored = localStorage.getItem(key)
  return themes.find(theme => theme === stored) ?? 'system'
}

export function storeTheme (theme: Theme): void {
  localStorage.setItem(key, theme)
  applyTheme(theme)
}

/** Shows the page in a theme; tokens.css has its colours. */
export function applyTheme (theme: Theme): void {
  const { dataset } = document.documentElement
  if (theme === 'system') delete dataset.theme
  else dataset.theme = theme
}
