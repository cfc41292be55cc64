import { join, resolve } from 'node:path'
import type { Config } from './config.ts'

/** The folder of the blobs the configuration means: `file:` alone lives in DATA_DIR. */
export function blobsFolder(config: Config): string {
  return config.BLOB_URL === 'file:' ? join(resolve(config.DATA_DIR), 'blobs') : resolve(config.BLOB_URL.slice('file:'.length))
}
