import { expect, test } from 'vitest'
import { countResults } from './count.ts'
import type { Results } from './count.ts'

const fine: Results = {
  report: {
    testResults: [{ name: '/repo/a.test.ts', status: 'passed', assertionResults: [{ fullName: 'group adds', status: 'passed' }] }],
  },
  exitCodes: { check: 0, test: 0 },
  allowedSkips: ['# needs a server', 'b.test.ts > kafka *'],
  root: '/repo',
}

function withTest(status: string, fullName: string): Results {
  return { ...fine, report: { testResults: [{ name: '/repo/b.test.ts', status: 'passed', assertionResults: [{ fullName, status }] }] } }
}

test('passed tests and the checks are counted', () => {
  expect(countResults(fine)).toEqual({ lines: [], passed: 2, failed: 0, skipped: 0 })
})

test('an allowed skip is named, any other skip is a failure', () => {
  expect(countResults(withTest('skipped', 'kafka delivers'))).toMatchObject({
    lines: ['skipped: b.test.ts > kafka delivers'],
    failed: 0,
    skipped: 1,
  })
  expect(countResults(withTest('todo', 'redis delivers'))).toMatchObject({
    lines: ['skipped: b.test.ts > redis delivers', 'failed: skipped without a line in .ci/skips.txt: b.test.ts > redis delivers'],
    failed: 1,
    skipped: 0,
  })
})

test.each<[string, string, number]>([
  ['a.test.ts > one', 'a.test.ts > one', 1],
  ['a.test.ts > one more', 'a.test.ts > one', 0],
  ['core/a.test.ts > book (needs data)', 'core/* > *(needs data)', 1],
  ['core/a.test.ts > book (needs data) later', 'core/* > *(needs data)', 0],
  ['tools/a.test.ts > book (needs data)', 'core/*(needs data)', 0],
  ['a.test.ts > one', 'a.test.ts > one*e', 0],
])('%s under the line %s', (name, line, skipped) => {
  const [file = '', fullName = ''] = name.split(' > ')
  const report = { testResults: [{ name: `/repo/${file}`, status: 'passed', assertionResults: [{ fullName, status: 'skipped' }] }] }
  expect(countResults({ ...fine, report, allowedSkips: [line] }).skipped).toBe(skipped)
})

test('a failure is counted once, whatever the exit code says', () => {
  expect(countResults({ ...withTest('failed', 'adds'), exitCodes: { check: 0, test: 1 } })).toEqual({
    lines: ['failed: b.test.ts > adds'],
    passed: 1,
    failed: 1,
    skipped: 0,
  })
})

test.each<[string, Partial<Results>, string]>([
  [
    'no report at all',
    { report: undefined, exitCodes: { check: 0, test: 124 } },
    'failed: npm test ended with code 124, outside its tests',
  ],
  ['an error outside the tests', { exitCodes: { check: 0, test: 1 } }, 'failed: npm test ended with code 1, outside its tests'],
  ['checks that found something', { exitCodes: { check: 1, test: 0 } }, 'failed: npm run check found something'],
  [
    'a file that does not load',
    {
      report: { testResults: [{ name: '/repo/c.test.ts', status: 'failed', message: 'no such module', assertionResults: [] }] },
      exitCodes: { check: 0, test: 1 },
    },
    'failed: c.test.ts did not load: no such module',
  ],
])('%s is a failure', (_, difference, line) => {
  expect(countResults({ ...fine, ...difference })).toMatchObject({ lines: [line], failed: 1 })
})
