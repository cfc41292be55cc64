import pg from 'pg'

const int8 = 20
const timestamptz = 1184
const int8Array = 1016

/**
 * How PostgreSQL's values arrive in TypeScript: bigint stays exact as bigint, times are EpochMs, everything else as `pg` does it.
 * Money and sequences are int8, so no amount is ever a float on its way in.
 */
export const rowTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: string) => {
    if (format !== 'binary') {
      if (oid === int8) return BigInt
      if (oid === timestamptz) return parseTimestamp
      if (oid === int8Array) return (text: string) => (text === '{}' ? [] : text.slice(1, -1).split(',').map(BigInt))
    }
    return pg.types.getTypeParser(oid, format as 'text')
  }) as pg.CustomTypesConfig['getTypeParser'],
}

/** `2024-08-08 23:54:13.937+00` → EpochMs; sessions run in UTC. */
function parseTimestamp(text: string): number {
  return Date.parse(text.replace(' ', 'T').replace(/\+00$/, 'Z'))
}
