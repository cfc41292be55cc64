/** Lists as files for a spreadsheet. */

/** Values as they came from the API, one line a row. What a spreadsheet would take for a formula is kept from being one. */
export function toCsv(rows: readonly object[]): string {
  const names = Object.keys(rows[0] ?? {}).filter(
    name => typeof (rows[0] as Record<string, unknown>)[name] !== 'object' || isEmpty(rows, name),
  )
  const lines = rows.map(row => names.map(name => cellOf((row as Record<string, unknown>)[name])).join(','))
  return [names.join(','), ...lines, ''].join('\r\n')
}

/** A column that is null in the first row is still a column. */
function isEmpty(rows: readonly object[], name: string): boolean {
  return (rows[0] as Record<string, unknown>)[name] === null
}

function cellOf(value: unknown): string {
  const text = value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)
  const safe = /^[=+@\t\r]|^-(?![\d.])/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Hands a file to the reader. */
export function saveFile(name: string, content: string): void {
  const type = name.endsWith('.json') ? 'application/json' : 'text/csv;charset=utf-8'
  const address = URL.createObjectURL(new Blob([content], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
