export interface CsvColumn { name: string, values: ReadonlyArray<number | null> }

/** A table as CSV, as RFC 4180 has it; a missing value is an empty field. */
export function csvOf (columns: readonly CsvColumn[]): string {
  const rows = Math.max(0, ...columns.map(({ values }) => values.length))
  const lines = [columns.map(({ name }) => quoted(name))]
  for (let row = 0; row < rows; row++) lines.push(columns.map(({ values }) => String(values[row] ?? '')))
  return lines.map(fields => `${fields.join(',')}\r\n`).join('')
}

// A spreadsheet would read a name that begins so as a formula.
const quoted = (text: string): string => {
  const safe = /^[=+\-@\t]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
