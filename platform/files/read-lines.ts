/** Files of lines, plain or gzip, read as streams: a file of any size takes the memory of one line. */
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { createGunzip } from 'node:zlib'

/** A longer line is an attack or a mistake; reading stops with an error. */
const lineLengthMax = 16 * 1024 * 1024

export interface FoundFile {
  readonly path: string
  readonly name: string
  readonly bytes: number
}

/** The file at `path`, or the `*.gz` files of the folder there in name order; empty where there is nothing. */
export async function findFiles(path: string): Promise<FoundFile[]> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isFile()) return [{ path, name: basename(path), bytes: found.size }]
  if (!found?.isDirectory()) return []
  const names = (await readdir(path)).filter(name => name.endsWith('.gz')).sort()
  const files = await Promise.all(names.map(name => findFiles(join(path, name))))
  return files.flat()
}

/**
 * The lines of the files, one file after another, without their line ends. A file whose name ends in `.gz` is unzipped.
 * A damaged gzip yields every line that can be read and then throws.
 */
export async function* readLines(paths: readonly string[]): AsyncGenerator<string> {
  for (const path of paths) yield* linesOf(path)
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  for await (const chunk of bytesOf(path)) {
    const parts = (rest + decoder.write(chunk)).split('\n')
    rest = parts.pop() ?? ''
    if (rest.length > lineLengthMax) throw new Error(`${path} has a line of more than ${lineLengthMax} characters`)
    for (const part of parts) yield part.endsWith('\r') ? part.slice(0, -1) : part
  }
  if (rest !== '') yield rest
}

/** Not a pipeline: that would drop what was unzipped and not yet read when the damage is met. */
async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path)
  if (!path.endsWith('.gz')) return yield* file as AsyncIterable<Buffer>
  const unzip = createGunzip()
  const damage = Promise.withResolvers<Error | undefined>()
  const output = new Readable({ read: () => unzip.resume() })
  unzip.on('data', (chunk: Buffer) => {
    if (!output.push(chunk)) unzip.pause()
  })
  unzip.once('end', () => finish(undefined))
  unzip.once('error', finish)
  file.once('error', finish)
  file.pipe(unzip)
  function finish(error: Error | undefined): void {
    damage.resolve(error)
    output.push(null)
  }
  try {
    yield* output as AsyncIterable<Buffer>
  } finally {
    file.destroy()
    unzip.destroy()
  }
  const error = await damage.promise
  if (error !== undefined) throw error
}
