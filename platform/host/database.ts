import type pg from 'pg'
import { migrate, prepareSchema, type Migration } from '#platform/postgres'
import { grantStreamReader, streamSchema } from '#platform/streams'
import { roleOf, schemaOf, type Service } from '../service.ts'

export const platformRole = 'tradecraft_platform'
export const auditorRole = 'tradecraft_auditor'
/** Held by whoever changes the catalogue. */
export const prepareLock = 7305112

/**
 * Brings schemas, roles, streams and the services' own tables forward, then grants exactly what the manifests declare.
 * Every process of a release does this with all services, so that it does not matter which one starts first.
 */
export async function prepareDatabase(
  client: pg.ClientBase,
  services: readonly Service[],
  platformMigrations: readonly Migration[],
): Promise<void> {
  // Processes that start together would trip over each other's catalogue rows: one at a time.
  await client.query('select pg_advisory_lock($1)', [prepareLock])
  try {
    await prepare(client, services, platformMigrations)
  } finally {
    await client.query('select pg_advisory_unlock($1)', [prepareLock])
  }
}

async function prepare(client: pg.ClientBase, services: readonly Service[], platformMigrations: readonly Migration[]): Promise<void> {
  await prepareSchema(client, { schema: 'platform', role: platformRole })
  await prepareSchema(client, { schema: 'auditor', role: auditorRole })
  for (const { manifest } of services) await prepareSchema(client, { schema: schemaOf(manifest.name), role: roleOf(manifest.name) })
  const migrations: Migration[] = platformMigrations.map(migration => ({ ...migration, role: platformRole }))
  for (const { manifest, migrations: own } of services) {
    const place = { schema: schemaOf(manifest.name), role: roleOf(manifest.name) }
    if (usesStreams(manifest)) migrations.push({ ...place, name: '00000000000000_streams', sql: streamSchema(place.schema) })
    migrations.push(...own.map(migration => ({ ...place, ...migration })))
  }
  await migrate(client, migrations)
  await client.query(grants(services).join('\n'))
}

/** A service with events or projections has the stream tables. */
export function usesStreams(manifest: Service['manifest']): boolean {
  return manifest.produces.length > 0 || Object.keys(manifest.consumes).length > 0
}

function grants(services: readonly Service[]): string[] {
  const lines: string[] = []
  for (const { manifest } of services) {
    if (manifest.produces.length > 0) lines.push(grantStreamReader(schemaOf(manifest.name), platformRole))
    for (const procedure of Object.values(manifest.uses)) lines.push(grantProcedure(procedure.name, roleOf(manifest.name)))
    for (const procedure of Object.values(manifest.procedures))
      if (procedure.callers.includes('*')) lines.push(grantProcedure(procedure.name, platformRole))
    lines.push(
      `grant usage on schema ${schemaOf(manifest.name)} to ${auditorRole}; grant select on all tables in schema ${schemaOf(manifest.name)} to ${auditorRole};`,
    )
  }
  return lines
}

/** `schema.function`, whatever its parameters are. */
function grantProcedure(name: string, role: string): string {
  const [schema, routine] = name.split('.')
  return `grant usage on schema ${schema} to ${role};
do $$ declare r regprocedure; begin
  for r in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = '${schema}' and p.proname = '${routine}' loop
    execute format('grant execute on function %s to ${role}', r);
  end loop;
end $$;`
}
