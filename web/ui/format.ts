// Numbers and times as the reader's locale writes them. A value that is not known is a dash.

const number = new Intl.NumberFormat()
const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const dayTime = new Intl.DateTimeFormat(undefined, {
  day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit'
})

/** `1,204` */
export const count = (value: number): string => number.format(value)

/** `62 %`, of a fraction from 0 to 1. Never 100 before the end, nor 0 after the first step. */
export function percent (fraction: number): string {
  const whole = Math.floor(fraction * 100)
  return `${fraction > 0 && whole === 0 ? '<1' : whole} %`
}

/** Four digits that count, for instance of a loss: `0.08471` or `2.5e-5`. */
export function significant (value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined) return '–'
  if (value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e6)) return value.toExponential(digits - 2)
  return value.toLocaleString(undefined, { minimumSignificantDigits: digits, maximumSignificantDigits: digits })
}

/** `12 s`, `4 min 5 s`, `3 h 12 min`, `2 d 4 h`. */
export function duration (seconds: number): string {
  const s = Math.max(0, Math.round(seconds))
  if (s < 60) return `${s} s`
  if (s < 600) return join([Math.floor(s / 60), 'min'], [s % 60, 's'])
  if (s < 3600) return `${Math.floor(s / 60)} min`
  return s < 172_800
    ? join([Math.floor(s / 3600), 'h'], [Math.floor(s % 3600 / 60), 'min'])
    : join([Math.floor(s / 86_400), 'd'], [Math.floor(s % 86_400 / 3600), 'h'])
}

const join = (...parts: Array<[value: number, unit: string]>): string =>
  parts.filter(([value]) => value > 0).map(([value, unit]) => `${value} ${unit}`).join(' ')

const amount = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 })
const smallAmount = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 })

const units = ['B', 'KB', 'MB', 'GB', 'TB']

/** `1.9 GB`; powers of 1,000, as disks are sold. */
export function bytes (value: number): string {
  const power = value < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3))
  const scaled = value / 1000 ** power
  const maximumFractionDigits = scaled < 10 && power > 0 ? 1 : 0
  return `${scaled.toLocaleString(undefined, { maximumFractionDigits })} ${units[power]}`
}

/** `20.6 GB`, `0.03 GB`, of GiB. */
export const gib = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : `${(value < 1 ? smallAmount : amount).format(value)} GB`

/** `3.1 it/s`, or `4.2 s/it` of slow steps. */
export function speed (steps_per_second: number | null): string {
  if (steps_per_second === null) return '–'
  return steps_per_second >= 1
    ? `${significant(steps_per_second, 3)} it/s`
    : `${significant(1 / steps_per_second, 3)} s/it`
}

/** `03:12` */
export const clockTime = (moment: number): string => time.format(moment)

/** `28 Nov, 03:12` */
export const dayAndTime = (moment: number): string => dayTime.format(moment)

export const fullTime = (moment: number): string =>
  new Date(moment).toISOString().replace('T', ' ').replace('Z', ' UTC')

export const isToday = (moment: number, now: number): boolean =>
  new Date(moment).toDateString() === new Date(now).toDateString()
