import { afterAll, beforeAll, expect, test } from 'vitest'
import { problems } from '#contracts/problems'
import { schemaOf } from '#platform/service'
import { createConnection } from '#platform/sql'
import type { Connection } from '#platform/service'
import { operationsOf } from '../app/reference/openapi.ts'
import { allServices } from '../app/services.ts'
import { seeded } from '../bench/figures.ts'
import { goodRequest, type Known, restingList, restingOrder, toRaw } from './good-requests.ts'
import { diceOf, type MalformedCase, nextCase, type Subject } from './malformed-cases.ts'
import { password, type Person } from './people.ts'
import { openRaw, type RawAnswer, type RawConnection } from './raw-http.ts'
import { world, type World } from './world.ts'

const cases = Number(process.env['TRADECRAFT_FUZZ_CASES'] ?? 2_000)
const seed = Number(process.env['TRADECRAFT_SEED'] ?? 7)
const roundCases = 200
const inFlight = 16
const operations = operationsOf(allServices)

let place: World
let owner: Connection
let alice: Person

beforeAll(async () => {
  place = await world({ environment: { FEED_URL: 'synthetic:?seed=1' } })
  owner = createConnection(place.database.connection())
  alice = await place.person('alice')
})
afterAll(async () => {
  await owner[Symbol.asyncDispose]()
  await place[Symbol.asyncDispose]()
})

test(`${cases} malformed requests (seed ${seed}) are refused as problems and change nothing`, { timeout: 300_000 }, async () => {
  const subjects = await subjectsOf(alice)
  await place.host.drain()
  const dice = diceOf(seeded(seed))
  const before = await state()
  const connections = Array.from({ length: inFlight }, () => openRaw(place.host.url))
  const tally = new Map<number, number>()
  try {
    for (let done = 0; done < cases; done += roundCases) {
      const round = Array.from({ length: Math.min(roundCases, cases - done) }, () => nextCase(subjects, dice, alice.token))
      await Promise.all(
        connections.map(async connection => {
          for (let next = round.shift(); next !== undefined; next = round.shift()) {
            const status = await attempt(connection, next)
            tally.set(status, (tally.get(status) ?? 0) + 1)
          }
        }),
      )
      expect(await state(), `after ${done + roundCases} cases of seed ${seed}`).toEqual(before)
    }
  } finally {
    for (const connection of connections) connection[Symbol.dispose]()
  }
  process.stdout.write(
    `malformed requests by answer: ${[...tally]
      .sort(([a], [b]) => a - b)
      .map(([status, count]) => `${status} × ${count}`)
      .join(', ')}\n`,
  )
})

test('the requests the cases break are good ones: unbroken, each is answered', async () => {
  const bob = await place.person('bob')
  const subjects = await subjectsOf(bob)
  using connection = openRaw(place.host.url)
  // What ends something comes last.
  const ending = ['amendOrder', 'replaceOrder', 'cancelOrder', 'cancelList', 'cancelAllOrders', 'refresh', 'revokeSession', 'logout']
  for (const { operation, good } of subjects.toSorted((a, b) => ending.indexOf(a.operation.id) - ending.indexOf(b.operation.id))) {
    const { token } = operation.id === 'upgrade' ? await guest() : bob
    const answer = await connection.send(toRaw(operation, good, token))
    expect([200, 201, 202, 204], `${operation.id}: ${answer.body}`).toContain(answer.status)
  }
})

async function guest(): Promise<{ readonly token: string }> {
  return { token: (await place.api.call<{ access_token: string }>('POST', '/auth/guest', { body: {} })).body.access_token }
}

/** Sends one case; fails with all there is to know about it. Gives back the status. */
async function attempt(connection: RawConnection, one: MalformedCase): Promise<number> {
  let answer: RawAnswer
  try {
    answer = await connection.send(one.request)
  } catch (error) {
    return expect.unreachable(`${String(error)}\n${shown(one)}`)
  }
  const wrong = complaint(answer, one)
  if (wrong !== undefined) expect.unreachable(`${wrong}\n${shown(one)}\n${answer.status} ${answer.body.slice(0, 500)}`)
  return answer.status
}

/** Every operation with a request of this person that would be accepted. */
async function subjectsOf(person: Person): Promise<Subject[]> {
  await person.buys('BTCUSDT', '0.01000')
  const [fill] = await person.fills()
  const [resting, other] = [(await person.send(restingOrder)).body, (await person.send(restingOrder)).body]
  const list = await place.api.call<{ id: string }>('POST', '/order-lists', { token: person.token, body: restingList })
  const session = await place.api.call<{ refresh_token: string }>('POST', '/auth/login', { body: { login: person.username, password } })
  const sessions = await person.get<{ items: { id: string; current: boolean }[] }>('/auth/sessions')
  const known: Readonly<Record<string, Known>> = {
    register: { email: 'new@example.org', username: 'new-user', password },
    upgrade: { email: 'upgraded@example.org', username: 'upgraded', password },
    login: { login: person.username, password },
    refresh: { refresh_token: session.body.refresh_token },
    logout: { refresh_token: person.refreshToken },
    revokeSession: { id: sessions.items.find(({ current }) => !current)!.id },
    placeOrder: restingOrder,
    testOrder: restingOrder,
    getOrder: { id: resting.id },
    listOrderEvents: { id: resting.id },
    cancelOrder: { id: resting.id },
    amendOrder: { id: resting.id, quantity: '0.00500' },
    replaceOrder: { id: other.id, price: '50001.00', quantity: '0.01000' },
    placeList: restingList,
    getList: { id: list.body.id },
    cancelList: { id: list.body.id },
    getFill: { id: fill?.id },
  }
  return operations.map(operation => ({ operation, good: goodRequest(operation, { symbol: 'BTCUSDT', ...known[operation.id] }) }))
}

/** What no refused request may touch: money, orders, people and the head of every stream. */
async function state(): Promise<unknown> {
  const heads = allServices.map(({ manifest }) => schemaOf(manifest.name))
  const present = await owner.query<{ schema: string }>({
    text: `select table_schema as schema from information_schema.tables where table_name = 'stream_heads' and table_schema = any($1) order by 1`,
    values: [heads],
  })
  const parts = [
    `select 'balances', b::text from wallet.balances b`,
    `select 'holds', h::text from wallet.holds h`,
    `select 'ledger', count(*)::text from wallet.wallet_transactions`,
    `select 'open orders', o::text from trading.orders o where status in ('received', 'pending', 'armed', 'open', 'partially_filled')`,
    `select 'keys', count(*)::text from trading.order_keys`,
    `select 'users', count(*)::text from auth.users`,
    `select 'sessions', id || coalesce(revoked_at::text, '') from auth.sessions`,
    `select 'refresh tokens', hash || coalesce(used_at::text, '') from auth.refresh_tokens`,
    `select 'settings', s::text from auth.settings s`,
    `select 'tickets', count(*)::text from auth.ws_tickets`,
    ...present.map(({ schema }) => `select 'heads of ${schema}', h::text from ${schema}.stream_heads h`),
  ]
  return await owner.query({ text: `select * from (${parts.join(' union all ')}) as s(part, value) order by 1, 2`, values: [] })
}

const problemKeys = ['type', 'title', 'status', 'detail', 'code', 'trace_id', 'errors']
/** A stack, a path of ours, SQL, or a word of a driver. */
const leaks = /\n\s+at |\.ts:\d|node_modules|file:\/\/|\bselect \w|insert into|relation "|invalid input syntax|out of range for type|pg_/

/** What is wrong with an answer, if anything. */
function complaint({ status, headers, body }: RawAnswer, { request }: MalformedCase): string | undefined {
  if (status < 400 || status > 499) return 'accepted, or our fault'
  if (request.method === 'HEAD') return undefined
  if (!headers.get('content-type')?.startsWith('application/problem+json')) return `not a problem document: ${headers.get('content-type')}`
  const document = JSON.parse(body) as Record<string, unknown>
  if (Object.keys(document).join() !== problemKeys.join()) return 'the document has another shape'
  const kind = problems[document['code'] as keyof typeof problems]
  if (kind === undefined) return 'an unknown code'
  if (document['status'] !== status || kind.status !== status) return 'the status is not the one of the code'
  if (document['title'] !== kind.title || typeof document['detail'] !== 'string') return 'no title or detail'
  if (!/^[0-9a-f]{32}$/.test(String(document['trace_id']))) return 'no trace'
  if (!Array.isArray(document['errors']) || !document['errors'].every(isFieldError)) return 'errors have another shape'
  if (leaks.test(body)) return 'something of the inside is told'
  if (body.includes(password)) return 'a password is repeated'
  return undefined
}
function isFieldError(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const allowed = ['field', 'rule', 'value', 'limit', 'nearest']
  const entries = Object.entries(error)
  return 'field' in error && 'rule' in error && entries.every(([key, value]) => allowed.includes(key) && typeof value === 'string')
}

function shown({ what, request }: MalformedCase): string {
  const head = `${request.method} ${request.target.slice(0, 300)}\n${request.headers.map(pair => pair.join(': ').slice(0, 200)).join('\n')}`
  return `seed ${seed}, ${what}\n${head}\n\n${request.body?.toString().slice(0, 500) ?? ''}`
}
