import type pg from 'pg'
import { openExternal } from './external.ts'
import { launchEmbedded } from './launcher.ts'
import { StartRefused } from './start-refused.ts'

/** Who connects, where to, and the name the server shows for it in `pg_stat_activity`. */
export interface ConnectionOptions {
  /** The role every statement runs as; leave it out for the owner (embedded: the superuser, external: the user of the URL). */
  readonly role?: string
  /** Default: `tradecraft` in the embedded server, the database of the URL in an external one. */
  readonly database?: string
  readonly applicationName?: string
}

/** A running PostgreSQL this process may use. */
export interface Database {
  /** Settings for a `pg.Client` or `pg.Pool`. They stay valid when the embedded server is restarted by its supervisor. */
  connection(options?: ConnectionOptions): pg.ClientConfig
  /** Resolves with one sentence when the embedded server is gone for good; never for an external one. */
  readonly exited: Promise<string>
  /** Stops the embedded server cleanly and resolves when it has exited. Does nothing to an external one. May be called twice. */
  stop(): Promise<void>
}

/** How to open a database. */
export interface OpenOptions {
  /** Receives one line at a time: the server's own warnings and what the launcher does. */
  readonly log: (line: string) => void
  /** PostgreSQL settings for the embedded server, over the defaults in settings.ts. */
  readonly settings?: Readonly<Record<string, string>>
}

const embeddedScheme = 'embedded:'

/**
 * Opens the PostgreSQL that `url` names: `embedded:<data folder>` launches our own server, `postgres://…` uses a running one.
 * Throws `StartRefused` when it may not be used or cannot be reached.
 */
export async function openDatabase(url: string, options: OpenOptions): Promise<Database> {
  if (url.startsWith(embeddedScheme) && url.length > embeddedScheme.length) {
    return await launchEmbedded(url.slice(embeddedScheme.length), options)
  }
  if (/^postgres(ql)?:\/\//.test(url)) return await openExternal(url)
  throw new StartRefused('DATABASE_URL must be embedded:<folder> or postgres://user:password@host:port/database.')
}
