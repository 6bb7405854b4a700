import type { Axis } from '../../core/contract/metric-buckets.ts'
import { axes } from './axis-format.ts'

/** How charts are looked at. */
export interface ChartSettings {
  x: Axis
  smoothing: number
  log: boolean
  clip: boolean
}
export interface ChartView {
  from: number
  to: number | null
}

export const firstSettings: Readonly<ChartSettings> = { x: 'step', smoothing: 0.9, log: false, clip: true }

/** Digits behind the point of a place on each axis, so that an address can be read. */
const digits: Readonly<Record<Axis, number>> = { step: 1, epoch: 4, minutes: 4, clock: 0 }

/** The settings that an address names; what it does not name is as it was. */
export function readSettings (search: URLSearchParams, before: ChartSettings): ChartSettings {
  const smoothing = Number(search.get('smoothing') ?? before.smoothing)
  return {
    x: axes.find(axis => axis === search.get('x')) ?? before.x,
    smoothing: smoothing >= 0 && smoothing < 1 ? smoothing : before.smoothing,
    log: flag(search.get('log'), before.log),
    clip: flag(search.get('clip'), before.clip)
  }
}

/** The part of the axis that an address names; null: all of it. */
export function readView (search: URLSearchParams): ChartView | null {
  if (!search.has('from')) return null
  const [from, to] = [Number(search.get('from')), search.has('to') ? Number(search.get('to')) : null]
  return Number.isFinite(from) && (to === null || to > from) ? { from, to } : null
}

/** An address with settings and a view, besides what else it names. */
export function withSettings (
  search: URLSearchParams,
  settings: ChartSettings,
  view: ChartView | null
): URLSearchParams {
  const next = new URLSearchParams(search)
  next.set('x', settings.x)
  next.set('smoothing', String(settings.smoothing))
  next.set('log', settings.log ? '1' : '0')
  next.set('clip', settings.clip ? '1' : '0')
  next.delete('from')
  next.delete('to')
  const rounded = (at: number): string => String(Number(at.toFixed(digits[settings.x])))
  if (view !== null) next.set('from', rounded(view.from))
  if (view !== null && view.to !== null) next.set('to', rounded(view.to))
  return next
}

const flag = (text: string | null, otherwise: boolean): boolean => (text === null ? otherwise : text === '1')
