import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Problem } from '#contracts/problems'
import { parseJson } from './json.ts'

/** A document as it is written: raw keys, so that one may be said twice or in escapes. */
type Written =
  | { readonly kind: 'scalar'; readonly text: string }
  | { readonly kind: 'array'; readonly items: readonly Written[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [key: string, value: Written])[] }

const escaped = (text: string): string =>
  `"${Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')}"`
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('a', 'b', '__proto__', 'constructor', '{"a":1}', '\\', '"', ',', ']', '\u0000', '\ud800', '\udc00x', '💸', ''),
)
const quoted = fc.tuple(anyText, fc.boolean()).map(([text, raw]) => (raw ? JSON.stringify(text) : escaped(text)))
const space = fc.constantFrom('', ' ', '\n\t')
const { document } = fc.letrec<{ document: Written }>(tie => ({
  document: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.oneof(quoted, fc.constantFrom('1', '-0', '1e400', '0.1', 'true', 'null')).map(text => ({ kind: 'scalar' as const, text })),
    fc.array(tie('document'), { maxLength: 4 }).map(items => ({ kind: 'array' as const, items })),
    fc.array(fc.tuple(quoted, tie('document')), { maxLength: 5 }).map(entries => ({ kind: 'object' as const, entries })),
  ),
}))

function write(value: Written, gap: string): string {
  if (value.kind === 'scalar') return value.text
  if (value.kind === 'array') return `[${gap}${value.items.map(item => write(item, gap)).join(`${gap},${gap}`)}${gap}]`
  return `{${value.entries.map(([key, item]) => `${gap}${key}${gap}:${gap}${write(item, gap)}`).join(`${gap},`)}${gap}}`
}
function isText(raw: string): boolean {
  const text: unknown = JSON.parse(raw)
  return typeof text !== 'string' || (text.isWellFormed() && !text.includes('\u0000'))
}
/** What the scanner is for, said the slow way. */
function isAccepted(value: Written, depth = 0): boolean {
  if (value.kind === 'scalar') return isText(value.text)
  if (depth >= 32) return false
  if (value.kind === 'array') return value.items.every(item => isAccepted(item, depth + 1))
  const keys = value.entries.map(([key]) => JSON.parse(key) as string)
  const isClear = new Set(keys).size === keys.length && !keys.includes('__proto__')
  return isClear && value.entries.every(([key, item]) => isText(key) && isAccepted(item, depth + 1))
}
function outcome(text: string): unknown {
  try {
    return { value: parseJson(text) }
  } catch (error) {
    if (error instanceof Problem && error.code === 'MALFORMED_JSON') return 'refused'
    throw error
  }
}

describe('a JSON body', () => {
  test('is read as JSON.parse reads it, or refused: doubled keys, __proto__, half characters', () => {
    let accepted = 0
    fc.assert(
      fc.property(document, space, (value, gap) => {
        const text = write(value, gap)
        const wanted = isAccepted(value)
        accepted += wanted ? 1 : 0
        expect(outcome(text)).toEqual(wanted ? { value: JSON.parse(text) } : 'refused')
      }),
      { numRuns: 2_000 },
    )
    expect(accepted).toBeGreaterThan(100)
  })

  test('of any text: what JSON.parse refuses is refused, whatever it is', () => {
    fc.assert(
      fc.property(document, fc.nat(), fc.constantFrom('', '{', '}', '"', '\\', ',', ':', 'x', '\u0000'), (value, place, wedge) => {
        const whole = write(value, ' ')
        const at = place % (whole.length + 1)
        const text = whole.slice(0, at) + wedge + whole.slice(wedge === '' ? at + 1 : at)
        const isJson = (() => {
          try {
            JSON.parse(text)
            return true
          } catch {
            return false
          }
        })()
        if (!isJson) expect(outcome(text)).toBe('refused')
        else expect(['refused', { value: JSON.parse(text) }]).toContainEqual(outcome(text))
      }),
      { numRuns: 2_000 },
    )
  })

  test('may be nested 32 deep and no deeper, in lists and in objects', () => {
    const nested = (depth: number, [open, close]: readonly [string, string]): string => open.repeat(depth) + '1' + close.repeat(depth)
    for (const kind of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const)
      expect([outcome(nested(32, kind)), outcome(nested(33, kind)), outcome(nested(100_000, kind))]).toEqual([
        { value: JSON.parse(nested(32, kind)) },
        'refused',
        'refused',
      ])
  })
})
