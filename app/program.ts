/** A run of the platform from the environment to the last line: opens the database, starts the services, says where to go, and stops in order. */
import { BadConfig } from '#platform/config'
import { openDatabase, StartRefused } from '#platform/postgres'
import { createLog } from '#platform/telemetry'
import { type Config, loadConfig } from './config.ts'
import { databaseUrl } from './database-url.ts'
import type { ServedPage } from './page/page.ts'
import { startPlatform } from './platform.ts'

/** sysexits(3): a configuration error, and a service that cannot be had. */
const exitBadConfig = 78
const exitRefused = 69
const exitFailed = 70

/** Where the page comes from; `build` is for when the platform is up. */
export interface PageSource {
  readonly page: ServedPage
  readonly build?: () => Promise<void>
}
type Open = (say: (line: string) => void) => Promise<PageSource>

/** Runs until a signal; the exit code. */
export async function runProgram(openPage: Open): Promise<number> {
  const stop = stopSignal()
  try {
    const config = loadConfig(process.env)
    return await run(config, openPage, stop)
  } catch (error) {
    if (error instanceof BadConfig) {
      for (const mistake of error.mistakes) say(mistake)
      return exitBadConfig
    }
    if (error instanceof StartRefused) {
      say(error.message)
      return exitRefused
    }
    say(`could not start: ${error instanceof Error ? error.stack : String(error)}`)
    return exitFailed
  }
}

async function run(config: Config, openPage: Open, stop: Promise<string>): Promise<number> {
  const log = createLog(config.LOG_LEVEL)
  const url = databaseUrl(config)
  say('starting the database …')
  const database = await openDatabase(url, { log: line => log.info({ service: 'postgres' }, line) })
  try {
    const { page, build } = await openPage(say)
    await using _page = page
    const starting = startPlatform({ config, database, log, page })
    const early = await Promise.race([starting.then(() => undefined), stop])
    if (early !== undefined) {
      say(`${early} while starting: nothing was under way`)
      return 0
    }
    await using host = await starting
    say(`ready: ${host.url}`)
    say(`  page        ${host.url}/`)
    say(`  API         ${host.url}/api/v1   reference ${host.url}/docs`)
    say(`  market      ${describeFeed(config.FEED_URL)}`)
    say(`  data        ${url.startsWith('embedded:') ? url.slice('embedded:'.length) : 'the server of DATABASE_URL'}`)
    void build?.()
    const reason = await Promise.race([
      stop,
      host.failed.then(error => error as Error),
      database.exited.then(sentence => new Error(sentence)),
    ])
    if (typeof reason === 'string') {
      say(`${reason}: finishing what is under way …`)
      return 0
    }
    say(`stopping because of an error: ${reason instanceof Error ? reason.stack : String(reason)}`)
    return exitFailed
  } finally {
    await database.stop()
    say('stopped')
  }
}

function describeFeed(url: string): string {
  if (url.startsWith('auto:')) return 'synthetic (the live connection to Binance comes with a later release)'
  return url
}

/** Resolves with the first signal; a second one changes nothing. */
function stopSignal(): Promise<string> {
  const first = Promise.withResolvers<string>()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => first.resolve(signal))
  return first.promise
}

function say(line: string): void {
  process.stdout.write(`tradecraft: ${line}\n`)
}
