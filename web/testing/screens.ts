import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page as Tab } from 'playwright-core'

/** Set to keep what is seen instead of comparing it: `TRADECRAFT_BROWSER=1 TRADECRAFT_KEEP_SCREENS=1 npm test -- web/screens.test.ts`. */
const isKeeping = process.env.TRADECRAFT_KEEP_SCREENS === '1'
const folder = new URL('../../docs/screens/', import.meta.url)

/** Pictures are compared at a quarter of their size, so that the edges of letters, which differ between programs, weigh little. */
const shrink = 4
/** Of 255, by colour; and the share of points that may differ by more. */
const pointDifferenceMax = 28
const differentMax = 0.01

/**
 * How the picture of a screen differs from the kept one of that name, as a sentence; null where it does not. What the clock of
 * the server or the machine decides is blank in both.
 */
export async function difference(tab: Tab, name: string): Promise<string | null> {
  const seen = await settled(tab)
  const path = fileURLToPath(new URL(`${name}.png`, folder))
  if (isKeeping) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, seen)
    return null
  }
  if (!existsSync(path)) return `docs/screens/${name}.png is not there: keep it with TRADECRAFT_KEEP_SCREENS=1`
  const blankTab = await tab.context().newPage()
  try {
    const share = await blankTab.evaluate<number>(
      `(${compare.toString()})(${JSON.stringify([seen.toString('base64'), readFileSync(path).toString('base64'), shrink, pointDifferenceMax])})`,
    )
    return share <= differentMax ? null : `${name} differs in ${(share * 100).toFixed(1)} % of its points from docs/screens/${name}.png`
  } finally {
    await blankTab.close()
  }
}

/** The picture once it is the same twice: fonts, curves and canvases have come. One that goes on changing is compared as it is. */
async function settled(tab: Tab): Promise<Buffer> {
  const take = async (): Promise<Buffer> => tab.screenshot({ animations: 'disabled', caret: 'hide', style: blank })
  let seen = await take()
  for (let tries = 0; tries < triesMax; tries += 1) {
    const before = seen
    seen = await take()
    if (seen.equals(before)) break
  }
  return seen
}
const triesMax = 20

const blank = `time, [data-moves] { visibility: hidden !important; transition: none !important }`

/** Runs in the browser: the share of points that differ; 1 where the sizes do. */
async function compare([a, b, by, most]: [string, string, number, number]): Promise<number> {
  interface Picture {
    readonly width: number
    readonly height: number
    readonly data: Uint8ClampedArray
  }
  const browser = globalThis as unknown as {
    createImageBitmap(blob: Blob): Promise<{ width: number; height: number }>
    OffscreenCanvas: new (
      width: number,
      height: number,
    ) => { getContext(kind: '2d'): { drawImage(...args: unknown[]): void; getImageData(...area: number[]): Picture } }
  }
  const read = async (text: string): Promise<Picture> => {
    const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0))
    const image = await browser.createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const [width, height] = [Math.round(image.width / by), Math.round(image.height / by)]
    const context = new browser.OffscreenCanvas(width, height).getContext('2d')
    context.drawImage(image, 0, 0, width, height)
    return context.getImageData(0, 0, width, height)
  }
  const [one, other] = [await read(a), await read(b)]
  if (one.width !== other.width || one.height !== other.height) return 1
  let different = 0
  for (let at = 0; at < one.data.length; at += 4)
    if ([0, 1, 2].some(colour => Math.abs(one.data[at + colour]! - other.data[at + colour]!) > most)) different += 1
  return different / (one.data.length / 4)
}
