import template, { raw } from 'sql-template-tag'
import type { EpochMs, Statement } from '#platform/ports'

/** A statement from a template: values become parameters, fragments nest. */
export const sql: typeof template = template

export { raw }

/** A prepared statement: parsed once per connection. The name must stand for exactly this text. */
export function named(name: string, text: string, values: readonly unknown[]): Statement {
  return { name, text, values }
}

/** EpochMs as a timestamptz parameter. */
export function timestamp(at: EpochMs): string {
  return new Date(at).toISOString()
}
