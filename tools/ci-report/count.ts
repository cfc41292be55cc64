import { relative } from 'node:path'

/** The part of vitest's JSON report that counts. */
export interface TestReport {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message?: string
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[]
  }[]
}

/** What a run left behind. */
export interface Results {
  /** Undefined when the tests ended before they could report. */
  readonly report: TestReport | undefined
  readonly exitCodes: { readonly check: number; readonly test: number }
  /** Lines of .ci/skips.txt. */
  readonly allowedSkips: readonly string[]
  readonly root: string
}

/** What to print and the three numbers. */
export interface Counts {
  readonly lines: readonly string[]
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/**
 * Counts tests, and `npm run check` as one more. A file that does not load, an error outside the tests and a skip that nobody
 * allowed are failures too: nothing that went wrong may hide behind a green number.
 */
export function countResults({ report, exitCodes, allowedSkips, root }: Results): Counts {
  const tests = (report?.testResults ?? []).flatMap(file =>
    file.assertionResults.map(test => ({ name: `${relative(root, file.name)} > ${test.fullName}`, status: test.status })),
  )
  const broken = (report?.testResults ?? []).filter(file => file.status === 'failed' && !file.assertionResults.some(isFailed))
  const failedTests = tests.filter(isFailed)
  const skips = tests.filter(test => test.status !== 'passed' && test.status !== 'failed')
  const unexpected = skips.filter(test => !isAllowed(test.name, allowedSkips))
  const others = [
    ...broken.map(file => `${relative(root, file.name)} did not load: ${file.message ?? ''}`),
    ...(exitCodes.check === 0 ? [] : ['npm run check found something']),
    ...(exitCodes.test !== 0 && failedTests.length + broken.length === 0
      ? [`npm test ended with code ${exitCodes.test}, outside its tests`]
      : []),
  ]
  return {
    lines: [
      ...skips.map(test => `skipped: ${test.name}`),
      ...unexpected.map(test => `failed: skipped without a line in .ci/skips.txt: ${test.name}`),
      ...failedTests.map(test => `failed: ${test.name}`),
      ...others.map(line => `failed: ${line}`),
    ],
    passed: tests.filter(test => test.status === 'passed').length + (exitCodes.check === 0 ? 1 : 0),
    failed: failedTests.length + unexpected.length + others.length,
    skipped: skips.length - unexpected.length,
  }
}

function isFailed(test: { readonly status: string }): boolean {
  return test.status === 'failed'
}

function isAllowed(name: string, allowed: readonly string[]): boolean {
  return allowed
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))
    .some(line => matches(name, line.split('*')))
}

// The parts of a pattern follow one another in the name: the first at its start, the last at its end.
function matches(name: string, [first = '', ...rest]: readonly string[]): boolean {
  const last = rest.pop()
  if (last === undefined) return name === first
  let at = name.startsWith(first) ? first.length : -1
  for (const part of rest) at = at === -1 || !name.includes(part, at) ? -1 : name.indexOf(part, at) + part.length
  return at !== -1 && name.length - last.length >= at && name.endsWith(last)
}
