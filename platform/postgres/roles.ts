import assert from 'node:assert/strict'
import type pg from 'pg'

/** A schema and the role that owns it. */
export interface SchemaOwner {
  readonly schema: string
  readonly role: string
}

// Roles belong to the whole server: two processes, or two databases, may make the same one at the same moment.
const raceCodes = new Set(['42710', '23505', 'XX000'])
const attemptsMax = 5

/**
 * Makes the role (without login) and its schema when they are missing and lets the connected user act as the role. Safe to
 * repeat and safe beside another process that does the same. Call it outside a transaction.
 */
export async function prepareSchema(client: pg.ClientBase, { schema, role }: SchemaOwner): Promise<void> {
  for (const name of [schema, role]) assert(/^[a-z_][a-z0-9_]*$/.test(name), `a plain lower-case name, not ${JSON.stringify(name)}`)
  await withRaces(async () => {
    const { rows } = await client.query<{ exists: boolean; version: number }>(
      `select exists (select from pg_roles where rolname = $1) as exists, current_setting('server_version_num')::int / 10000 as version`,
      [role],
    )
    if (rows[0]?.exists !== true) await client.query(`create role ${role} nologin`)
    // From 16 on the creator of a role may grant it but not act as it, until it is granted to itself.
    const privilege = (rows[0]?.version ?? 0) >= 16 ? 'SET' : 'MEMBER'
    const granted = await client.query<{ has: boolean }>('select pg_has_role(current_user, $1, $2) as has', [role, privilege])
    if (granted.rows[0]?.has !== true) await client.query(`grant ${role} to current_user`)
  })
  await withRaces(async () => {
    await client.query(`create schema if not exists ${schema} authorization ${role}`)
  })
}

async function withRaces(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt >= attemptsMax || !raceCodes.has((error as pg.DatabaseError).code ?? '')) throw error
    }
  }
}
