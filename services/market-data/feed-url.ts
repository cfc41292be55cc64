/** What the setting `feed` may say. */
import { StartRefused } from '#platform/service'

export type FeedPlan =
  | { readonly kind: 'synthetic'; readonly seed: number; readonly note: string | null }
  /** `speed` 0 = as fast as possible. */
  | { readonly kind: 'replay'; readonly paths: readonly string[]; readonly speed: number; readonly loop: boolean; readonly note: null }

const seedDefault = 1
const speedMax = 1_000_000

/** @throws StartRefused with one sentence where the setting cannot be followed */
export function readFeedUrl(url: string): FeedPlan {
  const [, kind = '', place = '', query = ''] = /^([a-z]+):([^?]*)(?:\?(.*))?$/.exec(url) ?? []
  const options = new Map(new URLSearchParams(query))
  switch (kind) {
    case 'auto':
    case 'synthetic': {
      const seed = readSeed(url, options)
      refuseUnknown(url, options)
      if (place !== '')
        throw new StartRefused(`FEED_URL=${url}: nothing may stand between ${kind}: and its options; write ${kind}:?seed=${seed}.`)
      const note = kind === 'auto' ? `auto: no live connection in this release, so the market is synthetic (seed ${seed})` : null
      return { kind: 'synthetic', seed, note }
    }
    case 'replay': {
      const paths = decodeURIComponent(place)
        .split(',')
        .filter(path => path !== '')
      if (paths.length === 0) throw new StartRefused('FEED_URL=replay: names no recording; write replay:<file,file…> or replay:<folder>.')
      const [speed, loop] = [readSpeed(url, options), readLoop(url, options)]
      refuseUnknown(url, options)
      return { kind: 'replay', paths, speed, loop, note: null }
    }
    default:
      throw new StartRefused(`FEED_URL=${url} is no feed of this release; it can be auto:, synthetic:?seed=N or replay:<files>?speed=N.`)
  }
}

function readSeed(url: string, options: Map<string, string>): number {
  const text = take(options, 'seed') ?? String(seedDefault)
  if (!/^\d{1,9}$/.test(text)) throw new StartRefused(`FEED_URL=${url}: seed must be a whole number of at most nine digits.`)
  return Number(text)
}
function readSpeed(url: string, options: Map<string, string>): number {
  const text = take(options, 'speed') ?? '1'
  if (text === 'max') return 0
  if (!/^\d{1,7}(\.\d{1,3})?$/.test(text) || Number(text) > speedMax)
    throw new StartRefused(`FEED_URL=${url}: speed must be a number from 0 to ${speedMax}, or max; 0 and max are as fast as possible.`)
  return Number(text)
}
function readLoop(url: string, options: Map<string, string>): boolean {
  const text = take(options, 'loop') ?? 'false'
  if (text !== 'true' && text !== 'false') throw new StartRefused(`FEED_URL=${url}: loop must be true or false.`)
  return text === 'true'
}
function take(options: Map<string, string>, name: string): string | undefined {
  const value = options.get(name)
  options.delete(name)
  return value
}
function refuseUnknown(url: string, options: ReadonlyMap<string, string>): void {
  const [unknown] = options.keys()
  if (unknown !== undefined) throw new StartRefused(`FEED_URL=${url}: there is no option ${unknown}; see the README for those there are.`)
}
