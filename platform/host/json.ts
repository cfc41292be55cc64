import { Problem } from '#contracts/problems'

/** Nesting of a body; a request of ours has 4. */
const depthMax = 32

/**
 * Parses a JSON body and refuses what JSON.parse lets pass: duplicate keys (two readers could see two orders),
 * `__proto__` keys, deep nesting, and text that no database and no peer can hold: NUL and half surrogate pairs.
 * Throws MALFORMED_JSON with the place.
 */
export function parseJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new Problem('MALFORMED_JSON', `The body is not valid JSON: ${error instanceof Error ? error.message.slice(0, 120) : ''}`)
  }
  scan(text)
  return value
}

/** One pass over text that is known to be valid JSON: keys per open object. */
function scan(text: string): void {
  const open: (Set<string> | undefined)[] = [] // a set for an object, undefined for an array
  let keyExpected = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!
    if (character === '"') {
      const end = endOfString(text, at)
      const quoted = text.slice(at, end + 1)
      if (quoted.includes('\\u')) refuseBrokenText(quoted)
      if (keyExpected) remember(open.at(-1)!, quoted)
      keyExpected = false
      at = end
    } else if (character === '{' || character === '[') {
      if (open.push(character === '{' ? new Set() : undefined) > depthMax)
        throw new Problem('MALFORMED_JSON', `The body is nested deeper than ${depthMax} levels`)
      keyExpected = character === '{'
    } else if (character === '}' || character === ']') {
      open.pop()
      keyExpected = false
    } else if (character === ',') keyExpected = open.at(-1) !== undefined
  }
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; ; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at
  }
}

/** Bytes on the wire are UTF-8 already, so only an escape can say what is no text. */
function refuseBrokenText(quoted: string): void {
  const value = JSON.parse(quoted) as string
  if (value.includes('\u0000') || !value.isWellFormed())
    throw new Problem('MALFORMED_JSON', 'A text has a NUL character or half a surrogate pair')
}

function remember(keys: Set<string>, quoted: string): void {
  const key = JSON.parse(quoted) as string
  if (key === '__proto__') throw new Problem('MALFORMED_JSON', 'The key "__proto__" is not accepted')
  if (keys.has(key))
    throw new Problem('MALFORMED_JSON', `The key "${key.slice(0, 40)}" appears twice`, [{ field: key.slice(0, 64), rule: 'appears twice' }])
  keys.add(key)
}
