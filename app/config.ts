import { type ConfigOf, matching, oneOf, type Read, readConfig, text, wholeNumber } from '#platform/config'

const serviceNames = ['auth', 'wallet', 'trading', 'matching', 'market-data', 'portfolio', 'realtime', 'auditor'] as const
export type ServiceName = (typeof serviceNames)[number]

const services: Read<'all' | readonly ServiceName[]> = value => {
  if (value === 'all') return 'all'
  const names = value.split(',').map(name => name.trim())
  const unknown = names.filter(name => !(serviceNames as readonly string[]).includes(name))
  if (unknown.length > 0 || names.length === 0) throw new Error(`all, or a comma-separated list of ${serviceNames.join(', ')}`)
  return names as ServiceName[]
}

export const variables = {
  HOST: { read: text, default: '127.0.0.1', reason: 'Address to listen on; 0.0.0.0 opens it to other machines' },
  PORT: { read: wholeNumber(0, 65_535), default: '3000', reason: 'Port for the page, REST, WebSocket and metrics; 0 takes a free one' },
  DATA_DIR: { read: text, default: '.data', reason: 'Folder of the embedded database' },
  DATABASE_URL: {
    read: matching(/^(embedded:.*|postgres(ql)?:\/\/.+)$/, 'embedded:, embedded:<folder> or postgres://…'),
    default: 'embedded:',
    reason: 'embedded: starts PostgreSQL 18 in DATA_DIR; postgres://… uses a server of yours (15 or newer)',
  },
  BUS_URL: {
    read: matching(/^(local|postgres):$/, 'local: or postgres:'),
    default: 'local:',
    reason: 'How services hear of each other: local: in one process, postgres: between processes',
  },
  BLOB_URL: {
    read: matching(/^file:.*$/, 'file: or file:<folder>'),
    default: 'file:',
    reason: 'Where snapshots of the books are kept: file: in DATA_DIR, file:<folder> elsewhere; processes share it',
  },
  SNAPSHOT_SECONDS: {
    read: wholeNumber(1, 86_400),
    default: '600',
    reason: 'How often the engine keeps all its books as a snapshot, for npm run replay',
  },
  FEED_URL: {
    read: matching(/^(auto:|synthetic:|replay:).*$/, 'auto:, synthetic:?seed=N or replay:<files>?speed=N'),
    default: 'auto:',
    reason: 'The market: replay:<file,file>?speed=N&loop=true, synthetic:?seed=N, or auto:',
  },
  TRADECRAFT_SERVICES: { read: services, default: 'all', reason: 'Services this process runs: all, or a list' },
  LOG_LEVEL: {
    read: oneOf(['debug', 'info', 'warn', 'error', 'silent']),
    default: 'warn',
    reason: 'What is written to stderr as JSON lines',
  },
  RATE_LIMIT_USER: {
    read: wholeNumber(1, 100_000_000),
    default: '12000',
    reason: 'Points a signed-in user may spend a minute; an order costs 1',
  },
  RATE_LIMIT_ADDRESS: {
    read: wholeNumber(1, 100_000_000),
    default: '3000',
    reason: 'Points a minute for callers that are not signed in, by address',
  },
  RATE_LIMIT_SIGN_IN: {
    read: wholeNumber(1, 100_000_000),
    default: '300',
    reason: 'Points a minute on sign-in routes, by address; a sign-in costs 5',
  },
} as const
export type Config = ConfigOf<typeof variables>

/** Reads the environment; throws BadConfig naming every mistake. */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  return readConfig(variables, environment)
}
