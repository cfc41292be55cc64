import { exceptions } from './exceptions.ts'
import type { Exception } from './exceptions.ts'
import type { Finding, Rule } from './finding.ts'
import { bannedCalls } from './rules/banned-calls.ts'
import { deadCode } from './rules/dead-code.ts'
import { dependencies } from './rules/dependencies.ts'
import { docLinks } from './rules/doc-links.ts'
import { importLaw } from './rules/import-law.ts'
import { installScripts } from './rules/install-scripts.ts'
import { machinePaths } from './rules/machine-paths.ts'
import { manifestTables } from './rules/manifest-tables.ts'
import { noLiveOrders } from './rules/no-live-orders.ts'
import { sizes } from './rules/sizes.ts'
import { sqlPlaces } from './rules/sql-places.ts'
import type { Tree } from './tree.ts'

export type { Finding } from './finding.ts'
export { readTree } from './tree.ts'

/** The house rules, in the order in which they are reported. */
export const rules: readonly Rule[] = [
  importLaw,
  dependencies,
  installScripts,
  sizes,
  bannedCalls,
  sqlPlaces,
  manifestTables,
  docLinks,
  machinePaths,
  noLiveOrders,
  deadCode,
]

/** What breaks the house rules, without the exceptions we have a reason for. */
export function tidy(tree: Tree): readonly Finding[] {
  return withoutExceptions(
    rules.flatMap(rule => rule.check(tree).map(finding => ({ rule: rule.name, ...finding }))),
    exceptions,
  )
}

/** Takes away what an exception covers and adds the exceptions that cover nothing. */
export function withoutExceptions(findings: readonly Finding[], allowed: readonly Exception[]): readonly Finding[] {
  const covers = (exception: Exception, finding: Finding): boolean =>
    exception.rule === finding.rule && exception.path === finding.path && finding.message.includes(exception.about)
  const idle = allowed.filter(exception => !findings.some(finding => covers(exception, finding)))
  return [
    ...findings.filter(finding => !allowed.some(exception => covers(exception, finding))),
    ...idle.map(({ rule, path, about }) => ({
      rule: 'exceptions',
      path: 'tools/tidy/exceptions.ts',
      line: 0,
      message: `${rule} finds no more “${about}” in ${path}: delete the exception`,
    })),
  ]
}

/** One line for people: `path:line rule: message`. */
export function describeFinding({ rule, path, line, message }: Finding): string {
  return `${path}${line > 0 ? `:${line}` : ''} ${rule}: ${message}`
}
