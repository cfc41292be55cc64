import { expect, test } from 'vitest'
import { RecordBook } from './record-book.ts'
import { reportHash } from './report-hash.ts'
import { createStream, S1, S2 } from './s-streams.ts'

/** The hashes of performance-engine.md §6, which four other engines of the survey reproduce. */
const PUBLISHED = {
  S1: '87b55b38616a24b5813e8db295a40d3f9187b053f01f029105809bc7b273dfb2',
  S2: '628c0de0b30c09514c4bf31f0fece747782b303059b567648886edda1f369a3d',
}

test.each([S1, S2])('$name: the report of two million commands has the published hash', { timeout: 240_000 }, shape => {
  expect(reportHash(createStream(shape, 2_000_000, new RecordBook()))).toBe(PUBLISHED[shape.name])
})
