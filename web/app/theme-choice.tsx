import { useState } from 'react'
import { Monitor, Moon, Sun } from 'lucide-react'
import { Button } from '../ui/button.tsx'
import { storeTheme, storedTheme, themes } from './theme.ts'

const icons = { system: Monitor, light: Sun, dark: Moon }

/** Goes through the themes: as the device, light, dark. */
export function ThemeChoice () {
  const [theme, setTheme] = useState(storedTheme)
  const Icon = icons[theme]
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system'
  return (
    <Button
      kind='ghost' aria-label={`Theme: ${theme}. Change to ${next}`} title={`Theme: ${theme}`}
      onClick={() => { storeTheme(next); setTheme(next) }}
    >
      <Icon size={16} aria-hidden='true' />
    </Button>
  )
}
