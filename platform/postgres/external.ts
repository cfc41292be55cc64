import pg from 'pg'
import { runAs } from './connection.ts'
import type { ConnectionOptions, Database } from './database.ts'
import { StartRefused } from './start-refused.ts'

const versionMin = 15
const connectTimeoutMs = 10_000
// Each of these, switched off, makes an acknowledged order vanish when the machine loses power.
const durabilitySettings = ['fsync', 'full_page_writes', 'synchronous_commit'] as const

/** Uses the running PostgreSQL at `url` after checking that it is new enough, durable, and lets us create our roles and schemas. */
export async function openExternal(url: string): Promise<Database> {
  const client = new pg.Client({
    ...externalConnection(url, { applicationName: 'tradecraft-start' }),
    connectionTimeoutMillis: connectTimeoutMs,
  })
  client.on('error', () => {})
  try {
    await client.connect()
  } catch (error) {
    await client.end().catch(() => {})
    throw new StartRefused(`PostgreSQL at ${addressOf(url)} cannot be used (${reasonOf(error)}); check DATABASE_URL.`)
  }
  try {
    refuse(await readFacts(client))
  } finally {
    await client.end()
  }
  return {
    exited: new Promise(() => {}),
    connection: options => externalConnection(url, options),
    stop: async () => {},
  }
}

/** What an external server says about itself and about us. */
export interface ServerFacts {
  readonly version: number
  /** Name and value of the durability settings. */
  readonly settings: Readonly<Record<string, string>>
  readonly user: string
  readonly database: string
  readonly canCreateRoles: boolean
  readonly canCreateSchemas: boolean
}

async function readFacts(client: pg.Client): Promise<ServerFacts> {
  const settings = durabilitySettings.map(name => `'${name}', current_setting('${name}')`).join(', ')
  const { rows } = await client.query<ServerFacts>(
    `select current_setting('server_version_num')::int / 10000 as version,
            json_build_object(${settings}) as settings,
            current_user as user,
            current_database() as database,
            (select rolsuper or rolcreaterole from pg_roles where rolname = current_user) as "canCreateRoles",
            has_database_privilege(current_database(), 'create')
              and coalesce(has_schema_privilege(to_regnamespace('public'), 'create'), false) as "canCreateSchemas"`,
  )
  return rows[0]!
}

/** Throws `StartRefused` with one sentence for the first fact that makes a server unusable. */
export function refuse(facts: ServerFacts): void {
  if (facts.version < versionMin)
    throw new StartRefused(`TradeCraft needs PostgreSQL ${versionMin} or newer; DATABASE_URL leads to version ${facts.version}.`)
  for (const name of durabilitySettings) {
    if (facts.settings[name] !== 'off') continue
    throw new StartRefused(
      `The PostgreSQL of DATABASE_URL runs with ${name} = off, which loses acknowledged orders: set ${name} = on and reload it.`,
    )
  }
  const user = pg.escapeIdentifier(facts.user)
  if (!facts.canCreateRoles) {
    throw new StartRefused(
      `User ${facts.user} may not create the roles of our services; run as a superuser: alter role ${user} createrole;`,
    )
  }
  if (!facts.canCreateSchemas) {
    const database = pg.escapeIdentifier(facts.database)
    throw new StartRefused(
      `User ${facts.user} may not create our schemas; run as a superuser, in that database: grant create on database ${database} to ${user}; grant create on schema public to ${user};`,
    )
  }
}

/** Connection settings for an external server: the URL with our role, database and application name in it. */
export function externalConnection(url: string, { role, database, applicationName }: ConnectionOptions = {}): pg.ClientConfig {
  const target = parse(url)
  if (database !== undefined) target.pathname = `/${encodeURIComponent(database)}`
  if (applicationName !== undefined) target.searchParams.set('application_name', applicationName)
  if (role !== undefined) {
    const given = target.searchParams.get('options')
    target.searchParams.set('options', given === null ? runAs(role) : `${given} ${runAs(role)}`)
  }
  // The driver decodes %20 but not the + that URLSearchParams writes for a space.
  target.search = target.search.replaceAll('+', '%20')
  return { connectionString: target.href }
}

function parse(url: string): URL {
  try {
    return new URL(url)
  } catch {
    throw new StartRefused(
      'DATABASE_URL is not a URL: write postgres://user:password@host:port/database, with special characters of the password as %XX.',
    )
  }
}

function addressOf(url: string): string {
  const { hostname, port, pathname } = parse(url)
  return `${hostname || 'localhost'}:${port || '5432'}${pathname}`
}

function reasonOf(error: unknown): string {
  const first = error instanceof AggregateError ? error.errors[0] : error
  return first instanceof Error ? first.message || ((first as NodeJS.ErrnoException).code ?? first.name) : String(first)
}
