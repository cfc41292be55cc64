import { join, resolve } from 'node:path'
import type { Config } from './config.ts'

/** The database the configuration means: `embedded:` alone lives in DATA_DIR. */
export function databaseUrl(config: Config): string {
  return config.DATABASE_URL === 'embedded:' ? `embedded:${join(resolve(config.DATA_DIR), 'postgres')}` : config.DATABASE_URL
}
