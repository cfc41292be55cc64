// `ci-report.ts <results folder> <allowed skips>`: counts what .ci/run left there. Its last line is `N passed, N failed, N skipped`.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { countResults } from './ci-report/count.ts'
import type { TestReport } from './ci-report/count.ts'

const [results = '', skips = ''] = process.argv.slice(2)
const report = join(results, 'tests.json')
const { lines, passed, failed, skipped } = countResults({
  report: existsSync(report) ? (JSON.parse(readFileSync(report, 'utf8')) as TestReport) : undefined,
  exitCodes: { check: readCode('check'), test: readCode('test') },
  allowedSkips: readFileSync(skips, 'utf8').split('\n'),
  root: process.cwd(),
})
writeFileSync(join(results, 'reported'), '')
for (const line of [...lines, `${passed} passed, ${failed} failed, ${skipped} skipped`]) process.stdout.write(`${line}\n`)
process.exitCode = failed === 0 ? 0 : 1

function readCode(name: string): number {
  return Number(readFileSync(join(results, name), 'utf8'))
}
