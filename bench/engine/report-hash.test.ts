import { expect, test } from 'vitest'
import { PUBLISHED } from './gates.ts'
import { reportHash } from './report-hash.ts'
import { createStream, S1, S2 } from './s-streams.ts'

test.each([S1, S2])('$name: the report of two million commands has the published hash', { timeout: 240_000 }, shape => {
  expect(reportHash(createStream(shape, 2_000_000))).toBe(PUBLISHED[shape.name as 'S1' | 'S2'])
})
