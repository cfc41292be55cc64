import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { htmlType } from '../html.ts'

/** A file of the page, ready to be sent. */
export interface PageFile {
  readonly type: string
  readonly plain: Buffer
  readonly zipped: Buffer | undefined
  /** What a browser shows to hear that its copy is good. */
  readonly tag: string
}
/** By path below the root of the page, as `/assets/index-1a2b.js`. Whatever is not in here does not exist. */
export type PageFiles = ReadonlyMap<string, PageFile>

const types: Readonly<Record<string, string>> = {
  '.html': htmlType,
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
}
/** Smaller files fit into one packet anyway. */
const zippedFrom = 1_024
const isText = /^text|svg|json/
const zip = promisify(gzip)

/** Reads a built page into memory; file types it does not know are left out. */
export async function readPage(folder: string): Promise<PageFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const read = entries.map(async entry => {
    const type = types[extname(entry.name)]
    if (!entry.isFile() || type === undefined) return []
    const path = join(entry.parentPath, entry.name)
    const plain = await readFile(path)
    const zipped = isText.test(type) && plain.length >= zippedFrom ? await zip(plain) : undefined
    return [[`/${relative(folder, path).split(sep).join('/')}`, { type, plain, zipped, tag: tagOf(plain) }] as const]
  })
  return new Map((await Promise.all(read)).flat())
}

/** Weak, for it stands for the file however it is sent. */
function tagOf(plain: Buffer): string {
  return `W/"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`
}
