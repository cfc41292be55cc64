import { join } from 'node:path'

/**
 * Settings of the embedded server, given on its command line so that no file in the data folder is ever edited.
 * Durability (fsync, full_page_writes, synchronous_commit) stays at PostgreSQL's default: on.
 */
const defaults: Readonly<Record<string, string>> = {
  listen_addresses: '', // the socket only: nothing on the network can reach it
  port: '5432',
  unix_socket_permissions: '0700',
  log_min_messages: 'warning',
  log_timezone: 'UTC',
  timezone: 'UTC',
  max_connections: '100',
  shared_buffers: '128MB',
  jit: 'off', // our statements are short; compiling them costs more than it saves
  max_wal_size: '2GB', // fewer checkpoints under a burst of orders
  wal_compression: 'on',
  autovacuum_naptime: '5s', // queue-like tables turn over quickly
  idle_in_transaction_session_timeout: '10s', // a forgotten transaction must not hold row locks for long
}

/** `-c name=value` arguments: defaults, then what the caller wants, then the place and the launching process. */
export function settingsArguments(wanted: Readonly<Record<string, string>>, socketDir: string): readonly string[] {
  const all = { ...defaults, ...wanted, unix_socket_directories: socketDir, cluster_name: launchedBy(process.pid) }
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/** The server's `cluster_name`: says which process launched it. */
function launchedBy(pid: number): string {
  return `tradecraft-${pid}`
}

/** The path of the socket file the server listens on. */
export function socketFile(socketDir: string): string {
  return join(socketDir, '.s.PGSQL.5432')
}
