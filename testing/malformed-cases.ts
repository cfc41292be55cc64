/** Broken requests: each breaks at least one rule of its operation for certain, by the operation's own schemas. */
import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import type { Operation } from '../app/reference/openapi.ts'
import { type Change, type GoodRequest, pathOf, queryOf, shapeOf, toRaw } from './good-requests.ts'
import { impossibleAmounts, impossibleCombinations, type Part } from './malformed-orders.ts'
import type { RawRequest } from './raw-http.ts'

export interface Subject {
  readonly operation: Operation
  readonly good: GoodRequest
}
export interface MalformedCase {
  /** What is broken, for a reader. */
  readonly what: string
  readonly request: RawRequest
}
interface Broken extends Change {
  readonly what: string
}
/** Undefined where an operation has nothing that could be broken this way. */
type Breakage = (subject: Subject, dice: Dice, token: string) => Broken | undefined

/** Choices from a seed. */
export interface Dice {
  below(limit: number): number
  pick<T>(list: readonly T[]): T
}
export function diceOf(random: () => number): Dice {
  const below = (limit: number): number => Math.floor(random() * limit)
  return { below, pick: list => list[below(list.length)]! }
}

/** The next case; operations and breakages come with equal weight. */
export function nextCase(subjects: readonly Subject[], dice: Dice, token: string): MalformedCase {
  for (;;) {
    const subject = dice.pick(subjects)
    const [name, breakage] = dice.pick(Object.entries(breakages))
    const broken = breakage(subject, dice, token)
    if (broken === undefined) continue
    const { what, ...change } = broken
    const { method, path } = subject.operation.contract
    return { what: `${method} ${path}: ${name}: ${what}`, request: toRaw(subject.operation, subject.good, token, change) }
  }
}

const strangers = ['__proto__', 'constructor', 'prototype', 'role', 'user_id', 'balance', 'is_admin', 'toString', 'Symbol', 'symbol ', '']
const hostileTexts = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\u202eCTB',
  '\ud83d\udcb8',
  '\u0661\u0662\u0663',
  '\uff11\uff12',
  '../../etc/passwd',
  "' or 1=1 --",
  '%00',
  '{{7*7}}',
  '\n',
  '-1',
  '1e5',
  '0x10',
  'NaN',
  '9'.repeat(40),
  'x'.repeat(300),
  '2026-13-45T99:99:99Z',
  '2026-02-30T00:00:00Z',
  '0000-01-01T00:00:00Z',
]
/** Raw JSON of every type, large and small. */
const rawValues = ['5', '0', '-1', '1.5', '1e400', '-1e400', 'true', 'null', '[]', '{}', '["BTCUSDT"]', '{"$gt":""}', '""', '"\\u0000"']
const lonely = ['"\\ud800"', '"\\udfff x"', '"a\\u0000b"', '"\\ud83d\\ud83d"']

const breakages: Readonly<Record<string, Breakage>> = {
  'wrong value': (subject, dice) =>
    changeField(subject, dice, (name, schema) => {
      const wrong = rawValues.filter(raw => !Value.Check(schema, JSON.parse(raw)))
      return wrong.length === 0 ? undefined : [name, dice.pick(wrong)]
    }),
  'hostile text': (subject, dice) =>
    changeField(subject, dice, (name, schema) => {
      const wrong = hostileTexts.filter(text => isRefused(schema, text))
      return wrong.length === 0 ? undefined : [name, JSON.stringify(dice.pick(wrong))]
    }),
  'no Unicode text': (subject, dice) => changeField(subject, dice, name => [name, dice.pick(lonely)]),
  'missing field'(subject, dice) {
    const required = shapeOf(subject.operation.contract.body).required
    if (required.length === 0) return undefined
    const name = dice.pick(required)
    return { what: name, body: toJson(entriesOf(subject).filter(([key]) => key !== name)) }
  },
  'unknown field'(subject, dice) {
    if (subject.operation.contract.method === 'GET' || isOpen(subject.operation.contract.body)) return undefined
    const name = dice.pick(strangers)
    const value = dice.pick(['"admin"', '{"isAdmin":true}', '1', 'null'])
    return { what: name, body: toJson([...entriesOf(subject), [name, value]]) }
  },
  'doubled field'(subject, dice) {
    if (entriesOf(subject).length === 0) return undefined
    const [name, value] = dice.pick(entriesOf(subject))
    return { what: name, body: toJson([...entriesOf(subject), [name, dice.pick([value, '"x"'])]]) }
  },
  'broken JSON': (subject, dice) => (subject.operation.contract.method === 'GET' ? undefined : brokenJson(subject, dice)),
  'body of another kind'(subject, dice) {
    if (subject.operation.contract.method === 'GET') return undefined
    const body = dice.pick(['[]', '"text"', '5', 'null', 'true', '[{}]'])
    return { what: body, body }
  },
  'empty body'({ operation }, dice) {
    if (shapeOf(operation.contract.body).required.length === 0) return undefined
    const body = dice.pick(['', ' ', '{}'])
    return { what: JSON.stringify(body), body }
  },
  'large body'(subject, dice) {
    if (subject.operation.contract.method === 'GET') return undefined
    const bytes = (subject.operation.contract.bodyBytesMax ?? 16_384) + 1 + dice.below(30_000)
    return { what: `${bytes} bytes`, body: toJson([...entriesOf(subject), ['filler', `"${'x'.repeat(bytes)}"`]]) }
  },
  'content type'({ good }, dice) {
    if (good.body === undefined || Object.keys(good.body).length === 0) return undefined
    const contentType = dice.pick([
      undefined,
      'text/plain',
      'application/jsonx',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      ';',
      'a',
    ])
    return { what: String(contentType), contentType }
  },
  'bad path parameter': badParameter,
  'bad query': badQuery,
  'unknown query'(subject, dice) {
    if (subject.operation.contract.query === undefined) return undefined
    const name = dice.pick(strangers.filter(stranger => !(stranger in shapeOf(subject.operation.contract.query).properties)))
    const query = queryOf(subject.good.query)
    return { what: name, query: `${query}${query === '' ? '?' : '&'}${encodeURIComponent(name)}=1` }
  },
  'doubled query'(subject, dice) {
    const names = Object.keys(shapeOf(subject.operation.contract.query).properties)
    if (names.length === 0) return undefined
    const name = dice.pick(names)
    return { what: name, query: `?${name}=${dice.pick(['1', 'BTCUSDT', 'all'])}&${name}=${dice.pick(['2', 'BTCUSDT'])}` }
  },
  'forged cursor'({ operation }, dice) {
    if (!('cursor' in shapeOf(operation.contract.query).properties)) return undefined
    const position = dice.pick(['-'.repeat(36), '9'.repeat(40), '9999-99-99T99:99:99.999999Z USDT 1', '999999999999999 1', '\u0000', 'x'])
    return { what: JSON.stringify(position), query: `?cursor=${Buffer.from(position).toString('base64url')}` }
  },
  'another method'({ operation: { contract } }, dice) {
    const method = dice.pick(['PUT', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'PURGE', 'BREW', 'get'])
    return { what: method, method, path: pathOf({ id: '', service: '', contract }, { id: 'x', symbol: 'BTCUSDT' }), contentType: undefined }
  },
  'unknown path'(_, dice) {
    const path = dice.pick([
      '/api/v1',
      '/api/v1/',
      '/api/v1/nothing',
      '/api/v2/orders',
      '//api/v1/orders',
      '/api/v1/orders/',
      '/.env',
      '/api/v1/orders/../x',
      '/%',
      '/%zz',
      '/%C3%28',
      '/api/v1/orders/%E0%A4%A',
      `/${'x'.repeat(4_000)}`,
    ])
    return { what: path.slice(0, 60), path, query: '' }
  },
  authorization(subject, dice, token) {
    if (subject.operation.contract.access === 'public') return undefined
    const [header = '', payload = '', signature = ''] = token.split('.')
    const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')
    const middle = signature[20] === 'A' ? 'B' : 'A'
    const authorization = dice.pick([
      undefined,
      '',
      'Bearer',
      'Bearer ',
      `Basic ${token}`,
      `Bearer ${token}${token}`,
      `Bearer ${token.slice(0, -5)}`,
      `Bearer ${header}.${payload}.`,
      `Bearer ${none}.${payload}.`,
      `Bearer ${header}.${payload}.${signature.slice(0, 20)}${middle}${signature.slice(21)}`,
      `Bearer ${header}.${Buffer.from('{"sub":"x"}').toString('base64url')}.${signature}`,
      'Bearer \u00e9\u00ff',
      `Bearer ${'.'.repeat(500)}`,
    ])
    return { what: String(authorization).slice(0, 40), authorization }
  },
  'HTTP itself'(_, dice) {
    const headers = dice.pick<RawRequest['headers']>([
      [['content-length', 'x']],
      [['x y', 'z']],
      [['x', '\u0000']],
      [
        ['transfer-encoding', 'gzip'],
        ['content-length', '1'],
      ],
      [['x-long', 'x'.repeat(20_000)]],
    ])
    return { what: String(headers[0]?.[0]), headers, contentType: undefined }
  },
  'idempotency key'({ operation }, dice) {
    if (!['placeOrder', 'placeList', 'replaceOrder'].includes(operation.id)) return undefined
    const key = dice.pick(['', 'a b', 'x'.repeat(65), '\u00e9', 'a,b'])
    return { what: key, headers: [['idempotency-key', key]] }
  },
  'impossible amount': (subject, dice) => changed(subject, dice, impossibleAmounts),
  'impossible combination': (subject, dice) => changed(subject, dice, impossibleCombinations),
}

/** True where a body may have any fields. */
function isOpen(body: TSchema | undefined): boolean {
  return body !== undefined && 'patternProperties' in body
}

/** True when the text is refused as a field of this schema, whether in a body or a query. */
function isRefused(schema: TSchema, text: string): boolean {
  const isTime = 'examples' in schema && JSON.stringify(schema).includes('ISO 8601')
  return !Value.Check(schema, text) || text.includes('\u0000') || (isTime && /^\d{4}-/.test(text))
}

/** The good body with some of its fields replaced, by what an order would never be accepted with. */
function changed({ operation, good }: Subject, dice: Dice, changes: Readonly<Record<string, readonly Part[]>>): Broken | undefined {
  const known = changes[operation.id]
  if (known === undefined) return undefined
  const part = dice.pick(known)
  return { what: JSON.stringify(part), body: JSON.stringify({ ...good.body, ...part }) }
}

type Entry = readonly [name: string, raw: string]
/** The fields of the good body as raw JSON. */
function entriesOf({ good }: Subject): Entry[] {
  return Object.entries(good.body ?? {}).map(([name, value]) => [name, JSON.stringify(value)])
}
function toJson(entries: readonly Entry[]): string {
  return `{${entries.map(([name, raw]) => `${JSON.stringify(name)}:${raw}`).join(',')}}`
}

/** One field of the body, or of an object in it, replaced (or added, when it is optional and not there). */
function changeField(subject: Subject, dice: Dice, change: (name: string, schema: TSchema) => Entry | undefined): Broken | undefined {
  const { body } = subject.operation.contract
  const chosen = body === undefined ? undefined : changeWithin(body, subject.good.body ?? {}, dice, change)
  return chosen && { what: chosen[0], body: chosen[1] }
}
/** The name of the field with what it became, and the whole as raw JSON. */
function changeWithin(
  schema: TSchema,
  value: object,
  dice: Dice,
  change: (name: string, schema: TSchema) => Entry | undefined,
): readonly [what: string, raw: string] | undefined {
  const fields = Object.entries(shapeOf(schema).properties)
  if (fields.length === 0) return undefined
  const [name, property] = dice.pick(fields)
  const others = Object.entries(value).filter(([key]) => key !== name)
  const entries = others.map(([key, other]): Entry => [key, JSON.stringify(other)])
  const [inner, isList] = innerOf(property, (value as Readonly<Record<string, unknown>>)[name])
  const within = inner !== undefined && dice.below(4) > 0 ? changeWithin(inner.schema, inner.value, dice, change) : undefined
  if (within !== undefined) return [`${name}.${within[0]}`, toJson([...entries, [name, isList ? `[${within[1]}]` : within[1]]])]
  const entry = change(name, property)
  return entry && [`${name} ${entry[1].slice(0, 60)}`, toJson([...entries, entry])]
}
/** The object a field holds, or the first of its list. */
function innerOf(schema: TSchema, value: unknown): readonly [{ readonly schema: TSchema; readonly value: object } | undefined, boolean] {
  if (Array.isArray(value)) {
    const { items } = schema as { readonly items?: TSchema }
    return [items === undefined || value.length === 0 ? undefined : { schema: items, value: value[0] as object }, true]
  }
  return [typeof value === 'object' && value !== null ? { schema, value } : undefined, false]
}

function brokenJson(subject: Subject, dice: Dice): Broken {
  const whole = toJson([...entriesOf(subject), ['x', '1']])
  const deep = 6_000
  const [what, body] = dice.pick<readonly [string, string | Buffer]>([
    ['truncated', whole.slice(0, 1 + dice.below(whole.length - 1))],
    ['trailing', `${whole}}`],
    ['comma', whole.replace(/}$/, ',}')],
    ['single quotes', "{'symbol':'BTCUSDT'}"],
    ['comment', `/* */${whole}`],
    ['NaN', '{"x":NaN}'],
    ['deep arrays', '['.repeat(deep) + ']'.repeat(deep)],
    ['deep objects', '{"a":'.repeat(2_000) + '1' + '}'.repeat(2_000)],
    ['depth 10,000, cut', '['.repeat(10_000)],
    ['byte order mark', `\ufeff${whole}`],
    ['no UTF-8', Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d])],
    ['NUL', '\u0000'],
  ])
  return { what, body }
}

function badParameter(subject: Subject, dice: Dice): Broken | undefined {
  const { operation, good } = subject
  const names = Object.keys(good.params)
  if (names.length === 0) return undefined
  const name = dice.pick(names)
  const raw = dice.pick([
    '%00',
    '%2e%2e',
    '%2e%2e%2f%2e%2e',
    '..%5c',
    'x'.repeat(90),
    'x'.repeat(250),
    '%F0%9F%92%B8',
    '%E2%80%AE',
    'client:',
    'client:%00',
    '%27%20or%201',
    '%D9%A1',
    '%ff',
    '0199A2B4',
    '*',
    '%20',
  ])
  const marker = 'parameter'
  return { what: raw.slice(0, 40), path: pathOf(operation, { ...good.params, [name]: marker }).replace(marker, raw) }
}

function badQuery(subject: Subject, dice: Dice): Broken | undefined {
  const { operation, good } = subject
  const fields = Object.entries(shapeOf(operation.contract.query).properties)
  if (fields.length === 0) return undefined
  const [name, schema] = dice.pick(fields)
  const isNumber = 'type' in schema && schema.type === 'integer'
  const wrong = hostileTexts.filter(text => (isNumber ? !/^[1-9]\d{0,2}$/.test(text) : isRefused(schema, text)))
  const text = dice.pick(wrong)
  return { what: `${name}=${JSON.stringify(text).slice(0, 60)}`, query: queryOf({ ...good.query, [name]: text }) }
}
