/** A measured figure beside what is asked of it. */
export interface Line {
  readonly measure: string
  readonly here: string
  readonly gate?: string
  readonly goal?: string
  readonly isMissed?: boolean
}

/** Prints lines as a table; what misses its gate says so. */
export function print(lines: readonly Line[]): void {
  const rows = [
    ['measure', 'here', 'gate', 'goal', ''],
    ...lines.map(({ measure, here, gate = '', goal = '', isMissed }) => [measure, here, gate, goal, verdict(isMissed)]),
  ]
  const widths = [0, 1, 2, 3].map(column => Math.max(...rows.map(row => row[column]!.length)))
  for (const row of rows) {
    const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0))
    process.stdout.write(`${cells.join('  ').trimEnd()}\n`)
  }
}

function verdict(isMissed: boolean | undefined): string {
  if (isMissed === undefined) return ''
  return isMissed ? 'MISSED' : 'ok'
}
