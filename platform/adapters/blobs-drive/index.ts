import { buffer } from 'node:stream/consumers'
import { FSDriver } from 'flydrive/drivers/fs'
import type { Blobs } from '#platform/ports'

/** Blobs as files of a folder, which is made with the first of them. */
export function createFileBlobs(folder: string): Blobs {
  const drive = new FSDriver({ location: folder, visibility: 'private' })
  return {
    put: async (key, bytes) => await drive.put(checked(key), bytes),
    async get(key) {
      try {
        // Not getBytes: of an empty file that returns the whole buffer it was read into.
        return await buffer(await drive.getStream(checked(key)))
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
        throw error
      }
    },
    delete: async key => await drive.delete(checked(key)),
  }
}

const keyShape = /^[a-z0-9][a-z0-9-]*(?:[./][a-z0-9-]+)*$/

function checked(key: string): string {
  if (!keyShape.test(key)) throw new RangeError(`not a key of a blob: ${JSON.stringify(key)}`)
  return key
}
