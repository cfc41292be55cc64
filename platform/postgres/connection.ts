import assert from 'node:assert/strict'

/**
 * The libpq startup option that makes every statement of a connection run as `role`.
 * It works alike for a superuser, for the user of a URL who was granted the role, and after `reset role`.
 */
export function runAs(role: string): string {
  assert(/^[a-z_][a-z0-9_]*$/.test(role), `a role is a plain lower-case name, not ${JSON.stringify(role)}`)
  return `-c role=${role}`
}
