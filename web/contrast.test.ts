import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

/** What WCAG 2.2 AA asks of text. */
const contrastMin = 4.5
const texts = ['text', 'muted', 'accent', 'warning', 'green', 'red']
const grounds = ['ground', 'panel', 'raised', 'hover', 'accent-ground', 'warning-ground', 'green-ground', 'red-ground']
const solids = ['accent-solid', 'green-solid', 'red-solid']
/** A button under the pointer is this much darker (`brightness-90`). */
const pressedPart = 0.9

test.for([
  { theme: 'light', palette: 'classic' },
  { theme: 'dark', palette: 'classic' },
  { theme: 'light', palette: 'safe' },
  { theme: 'dark', palette: 'safe' },
])('every colour of the $theme $palette palette can be read on every ground, and white on every button', async ({ theme, palette }) => {
  const colors = await colorsOf(theme === 'light' ? 0 : 1, palette)
  const pairs = [
    ...texts.flatMap(text =>
      grounds.map(ground => ({ what: `${text} on ${ground}`, over: colors.get(text)!, under: colors.get(ground)! })),
    ),
    ...solids.flatMap(solid => [
      { what: `white on ${solid}`, over: [255, 255, 255], under: colors.get(solid)! },
      { what: `white on ${solid} under the pointer`, over: [255, 255, 255], under: colors.get(solid)!.map(part => part * pressedPart) },
    ]),
  ]
  expect(pairs.filter(({ over, under }) => contrast(over, under) < contrastMin).map(({ what }) => what)).toEqual([])
})

type Color = readonly number[]
/** The colours of a theme as the style sheet has them; later rules win. */
async function colorsOf(place: 0 | 1, palette: string): Promise<ReadonlyMap<string, Color>> {
  const css = await readFile(new URL('app/style/theme.css', import.meta.url), 'utf8')
  const rules = [...css.matchAll(/^(:root[^{]*)\{([^}]*)\}/gm)].filter(
    ([, whom]) => whom?.trim() === ':root' || whom?.includes(`'${palette}'`),
  )
  return new Map(
    rules.flatMap(([, , body = '']) =>
      [...body.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name = '', ...both]): [string, Color] => [
        name,
        [1, 3, 5].map(at => Number.parseInt(both[place]!.slice(at, at + 2), 16)),
      ]),
    ),
  )
}

/** As WCAG computes it. */
function contrast(one: Color, other: Color): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}
function luminance(color: Color): number {
  const [red = 0, green = 0, blue = 0] = color
    .map(part => part / 255)
    .map(part => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
