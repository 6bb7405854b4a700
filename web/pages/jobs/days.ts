/** A day as the address and a date field write it, `2026-01-31`; empty where the text is none. */
export function readDay (text: string | null): string {
  return text !== null && beginOf(text) !== null ? text : ''
}

/** When a day begins in the zone of the reader, as UTC; null for what is no day. `later`: as many days after it. */
export function beginOf (day: string, later = 0): string | null {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day)?.map(Number) ?? []
  if (year === undefined || month === undefined || date === undefined) return null
  const begin = new Date(2000, 0, 1)
  begin.setFullYear(year, month - 1, date) // the constructor takes the year 26 for 1926
  if (begin.getMonth() !== month - 1) return null
  begin.setDate(date + later) // a day in which a clock is put forward has 23 hours
  const utc = begin.toISOString()
  return /^\d{4}-/.test(utc) ? utc : null
}
