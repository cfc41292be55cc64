import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { buildPage, stampName } from './build.ts'
import { type PageFiles, readPage } from './files.ts'
import { servePage } from './serve.ts'
import { hashSources } from './sources.ts'

export type PageState =
  | { readonly status: 'building' }
  | { readonly status: 'ready'; readonly files: PageFiles }
  | { readonly status: 'failed'; readonly reason: string }
/** A page that people can get from the platform's own server. */
export interface ServedPage extends AsyncDisposable {
  serve(server: FastifyInstance): void | Promise<void>
  /** Paths whose upgrades it takes itself. */
  readonly upgrades: readonly string[]
}
/** The page between its sources and its readers. */
export interface Page extends ServedPage {
  readonly state: () => PageState
  /** Builds the page if what is there is missing or older than its sources. Never rejects: without a page the platform still works. */
  build(): Promise<void>
}
export interface PageOptions {
  readonly root: string
  /** Where the built page is kept. */
  readonly folder: string
  readonly say: (line: string) => void
}

/** Takes the built page into memory where it is up to date; the build of another is a second step, for when the platform is up. */
export async function openPage({ root, folder, say }: PageOptions): Promise<Page> {
  const stop = new AbortController()
  const hash = await hashSources(root).catch(() => undefined)
  let state = await takeBuilt(folder, hash)
  let building: Promise<void> | undefined
  async function build(): Promise<void> {
    const since = performance.now()
    say('building the page …')
    try {
      if (hash === undefined) throw new Error('its sources are not here, and neither is a built one')
      await buildPage({ root, folder, hash, signal: stop.signal })
      state = { status: 'ready', files: await readPage(folder) }
      say(`the page is built (${((performance.now() - since) / 1000).toFixed(1)} s)`)
    } catch (error) {
      if (stop.signal.aborted) return
      const reason = error instanceof Error ? error.message : String(error)
      state = { status: 'failed', reason }
      say(`the page could not be built; the API works without it. ${reason}`)
    }
  }
  const page: Page = {
    state: () => state,
    serve: server => servePage(server, page),
    upgrades: [],
    async build() {
      if (state.status === 'building') await (building ??= build())
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      await building
    },
  }
  return page
}

/** What was built before, if it is of these sources; where there are no sources (an image), whatever is there. */
async function takeBuilt(folder: string, hash: string | undefined): Promise<PageState> {
  try {
    const stamp = await readFile(join(folder, stampName), 'utf8')
    if (hash === undefined || stamp === hash) return { status: 'ready', files: await readPage(folder) }
  } catch {
    // nothing there, or not whole: it is built anew
  }
  return { status: 'building' }
}
