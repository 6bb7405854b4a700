import { useSearchParams } from 'wouter'
import { firstSettings, readSettings, readView, withSettings } from './chart-settings.ts'
import type { ChartSettings, ChartView } from './chart-settings.ts'

const KEY = 'chart-settings'

export interface SettingsInUse {
  settings: ChartSettings
  view: ChartView | null
  change: (changed: Partial<ChartSettings>) => void
  show: (view: ChartView | null) => void
}

/** Settings and view of the charts of a page, kept in its address; the settings also for the next page. */
export function useChartSettings (): SettingsInUse {
  const [search, setSearch] = useSearchParams()
  const settings = readSettings(search, readSettings(stored(), firstSettings))
  const view = readView(search)
  return {
    settings,
    view,
    change (changed) {
      const next = { ...settings, ...changed }
      const kept = next.x === settings.x ? view : null // of another axis
      localStorage.setItem(KEY, withSettings(new URLSearchParams(), next, null).toString())
      setSearch(now => withSettings(now, next, kept), { replace: true })
    },
    show (next) { setSearch(now => withSettings(now, settings, next), { replace: true }) }
  }
}

const stored = (): URLSearchParams => new URLSearchParams(localStorage.getItem(KEY) ?? '')
