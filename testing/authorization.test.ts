import { generateKeyPair } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProblemCode, ProblemDocument } from '#contracts/problems'
import type { TokenPair } from '#contracts/routes/auth'
import { createConnection } from '#platform/sql'
import { operationsOf, type Operation } from '../app/reference/openapi.ts'
import { allServices } from '../app/services.ts'
import { goodRequest, type Known, namesIn, pathOf, queryOf, restingList, restingOrder } from './good-requests.ts'
import { password, type Person, personOf, type Reply } from './people.ts'
import { openTokenSigner, type TokenClaims } from './tokens.ts'
import { until } from './until.ts'
import { world, type World } from './world.ts'

interface Rule {
  readonly who: 'anybody' | 'signed in'
  /** What somebody else's object gets, by the field that names it: a refusal, or a list without it. */
  readonly foreign?: Readonly<Record<string, ProblemCode | 'nothing'>>
}
const signedIn: Rule = { who: 'signed in' }
const ofAccount = { account_id: 'UNKNOWN_ACCOUNT' } as const
/** Who may do what. An operation that is not here fails the test: whoever adds one decides. */
const rules: Readonly<Record<string, Rule>> = {
  register: { who: 'anybody' },
  guest: { who: 'anybody' },
  login: { who: 'anybody' },
  refresh: { who: 'anybody' },
  logout: { who: 'anybody' },
  listSymbols: { who: 'anybody' },
  listTickers: { who: 'anybody' },
  getTicker: { who: 'anybody' },
  getOrderBook: { who: 'anybody' },
  listMarketTrades: { who: 'anybody' },
  listCandles: { who: 'anybody' },
  getStatus: { who: 'anybody' },
  upgrade: signedIn,
  getSettings: signedIn,
  putSettings: signedIn,
  me: signedIn,
  listSessions: signedIn,
  wsTicket: signedIn,
  listAccounts: signedIn,
  revokeSession: { who: 'signed in', foreign: { id: 'UNKNOWN_SESSION' } },
  listBalances: { who: 'signed in', foreign: ofAccount },
  listTransactions: { who: 'signed in', foreign: ofAccount },
  getPortfolio: { who: 'signed in', foreign: ofAccount },
  listPositions: { who: 'signed in', foreign: ofAccount },
  getPerformance: { who: 'signed in', foreign: ofAccount },
  placeOrder: { who: 'signed in', foreign: ofAccount },
  testOrder: { who: 'signed in', foreign: ofAccount },
  listOrders: { who: 'signed in', foreign: { ...ofAccount, user_id: 'FORBIDDEN' } },
  getOrder: { who: 'signed in', foreign: { ...ofAccount, id: 'UNKNOWN_ORDER' } },
  listOrderEvents: { who: 'signed in', foreign: { ...ofAccount, id: 'UNKNOWN_ORDER' } },
  cancelOrder: { who: 'signed in', foreign: { ...ofAccount, id: 'UNKNOWN_ORDER' } },
  cancelAllOrders: { who: 'signed in', foreign: ofAccount },
  amendOrder: { who: 'signed in', foreign: { ...ofAccount, id: 'UNKNOWN_ORDER' } },
  replaceOrder: { who: 'signed in', foreign: { ...ofAccount, id: 'UNKNOWN_ORDER' } },
  placeList: { who: 'signed in', foreign: ofAccount },
  listLists: { who: 'signed in', foreign: ofAccount },
  getList: { who: 'signed in', foreign: { ...ofAccount, id: 'UNKNOWN_ORDER' } },
  cancelList: { who: 'signed in', foreign: { ...ofAccount, id: 'UNKNOWN_ORDER' } },
  listFills: { who: 'signed in', foreign: { ...ofAccount, order_id: 'nothing' } },
  getFill: { who: 'signed in', foreign: { id: 'UNKNOWN_FILL' } },
}
const operations = operationsOf(allServices)

let place: World
let alice: Person
let mallory: Person
let admin: Person
let sign: (claims: TokenClaims) => Promise<string>
/** Tokens that stand for nobody. */
let worthless: Readonly<Record<string, string | undefined>>

beforeAll(async () => {
  place = await world({ environment: { FEED_URL: 'synthetic:?seed=1' } })
  sign = await openTokenSigner(place.database.connection())
  ;[alice, mallory] = [await place.person('alice'), await place.person('mallory')]
  admin = await promoted(await place.person('admin'), 'admin')
  worthless = await worthlessTokens()
})
afterAll(() => place[Symbol.asyncDispose]())

async function promoted(person: Person, role: 'admin' | 'moderator'): Promise<Person> {
  await using owner = createConnection(place.database.connection())
  await owner.query({ text: 'update auth.users set role = $1 where id = $2', values: [role, person.userId] })
  return personOf(place.api, person.name, await signIn(person))
}
async function signIn(person: Person): Promise<TokenPair> {
  return (await place.api.call<TokenPair>('POST', '/auth/login', { body: { login: person.username, password } })).body
}
async function newGuest(): Promise<Person> {
  return personOf(place.api, 'guest', (await place.api.call<TokenPair>('POST', '/auth/guest', { body: {} })).body)
}
async function sessionsOf(person: Person): Promise<readonly { readonly id: string; readonly current: boolean }[]> {
  return (await person.get<{ items: { id: string; current: boolean }[] }>('/auth/sessions')).items
}
async function accountOf(person: Person): Promise<string> {
  return (await person.get<{ items: { id: string }[] }>('/accounts')).items[0]!.id
}

async function worthlessTokens(): Promise<typeof worthless> {
  const claims = { userId: alice.userId, sessionId: (await sessionsOf(alice)).find(({ current }) => current)!.id, role: 'user', life: 60 }
  const [header, payload, signature = ''] = (await sign(claims)).split('.')
  const left = await signIn(alice)
  await place.api.call('POST', '/auth/logout', { body: { refresh_token: left.refresh_token } })
  await until('the ended session stops working', async () => (await ask('GET', '/auth/me', left.access_token)).status === 401)
  return {
    anonymous: undefined,
    expired: await sign({ ...claims, life: -1 }),
    'of an ended session': left.access_token,
    'signed by a stranger': await sign({ ...claims, key: (await generateKeyPair('EdDSA')).privateKey }),
    'with other claims': `${header}.${Buffer.from(JSON.stringify({ sub: admin.userId, role: 'admin' })).toString('base64url')}.${signature}`,
    unsigned: `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${payload}.`,
    mangled: `${header}.${payload}.${signature.slice(0, 40)}${signature[40] === 'A' ? 'B' : 'A'}${signature.slice(41)}`,
  }
}

async function ask(method: string, path: string, token: string | undefined, body?: unknown): Promise<Reply<ProblemDocument>> {
  return await place.api.call<ProblemDocument>(method, path, {
    ...(token === undefined ? {} : { token }),
    ...(body === undefined ? {} : { body }),
  })
}

/** Fields of a request this person may well make; what is used up is made anew each time. */
async function knownFor({ id }: Operation, person: Person): Promise<Known> {
  switch (id) {
    case 'register':
    case 'upgrade': {
      const username = `new-${crypto.randomUUID().slice(0, 8)}`
      return { email: `${username}@example.org`, username, password }
    }
    case 'login':
      return { login: person.username, password }
    case 'refresh':
    case 'logout':
      return { refresh_token: (await signIn(person)).refresh_token }
    case 'revokeSession':
      await signIn(person)
      return { id: (await sessionsOf(person)).find(({ current }) => !current)!.id }
    case 'placeOrder':
    case 'testOrder':
      return restingOrder
    case 'placeList':
      return restingList
    case 'getOrder':
    case 'listOrderEvents':
    case 'cancelOrder':
      return { id: (await person.send(restingOrder)).body.id }
    case 'amendOrder':
      return { id: (await person.send(restingOrder)).body.id, quantity: '0.00500' }
    case 'replaceOrder':
      return { id: (await person.send(restingOrder)).body.id, mode: 'allow_failure', price: '50001.00' }
    case 'getList':
    case 'cancelList':
      return { id: (await place.api.call<{ id: string }>('POST', '/order-lists', { token: person.token, body: restingList })).body.id }
    case 'getFill':
      return { id: (await person.fills())[0]?.id ?? (await fillOf(person)) }
    default:
      return { symbol: 'BTCUSDT' }
  }
}
async function fillOf(person: Person): Promise<string> {
  await person.buys('BTCUSDT', '0.01000')
  return (await person.fills())[0]!.id
}

/** Calls an operation; `extra` adds or replaces fields wherever the operation takes them. */
async function call(operation: Operation, token: string | undefined, known: Known): Promise<Reply<ProblemDocument>> {
  const { params, query, body } = goodRequest(operation, known)
  const path = pathOf(operation, params).slice('/api/v1'.length)
  return await ask(operation.contract.method, path + queryOf(query), token, body)
}

test('every operation has a rule, and every rule an operation', () => {
  expect(operations.map(({ id }) => id).sort()).toEqual(Object.keys(rules).sort())
  for (const { id, contract } of operations) expect(contract.access === 'public', id).toBe(rules[id]!.who === 'anybody')
})

test('every field that names an object of somebody has a rule', () => {
  const missing = operations.flatMap(({ id, contract }) =>
    [contract.params, contract.query, contract.body]
      .flatMap(namesIn)
      .filter(name => /(^|_)id$|^replace(s|d_by)$/.test(name) && name !== 'client_order_id' && rules[id]?.foreign?.[name] === undefined)
      .map(name => `${id} ${name}`),
  )
  expect(missing).toEqual([])
})

const byId = (list: readonly Operation[]): [string, Operation][] => list.map(operation => [operation.id, operation])
const isOpen = ({ id }: Operation): boolean => rules[id]?.who === 'anybody'

test.each(byId(operations))('%s: its owner may', async (_, operation) => {
  const { token } = operation.id === 'upgrade' ? await newGuest() : alice
  const reply = await call(operation, token, await knownFor(operation, alice))
  expect([200, 201, 204], JSON.stringify(reply.body)).toContain(reply.status)
})

test.each(byId(operations.filter(isOpen)))('%s: whoever has no good token may as well', async (_, operation) => {
  for (const [kind, token] of Object.entries(worthless))
    expect([200, 201, 204], kind).toContain((await call(operation, token, await knownFor(operation, alice))).status)
})

test.each(byId(operations.filter(operation => !isOpen(operation))))('%s: whoever has no good token must sign in', async (_, operation) => {
  const known = await knownFor(operation, alice)
  for (const [kind, token] of Object.entries(worthless)) {
    const reply = await call(operation, token, known)
    expect([kind, reply.status, reply.body.code]).toEqual([kind, 401, 'UNAUTHENTICATED'])
    expect(reply.headers.get('www-authenticate')).toBe('Bearer')
  }
})

const foreignFields = operations.flatMap(operation =>
  Object.entries(rules[operation.id]?.foreign ?? {}).map(([field, code]) => [operation.id, field, code, operation] as const),
)
test.each(foreignFields)("%s: somebody else's %s gets %s, from an admin too", async (_, field, code, operation) => {
  for (const person of [mallory, admin]) {
    const reply = await call(operation, person.token, await foreign(operation, field, person))
    const isAdminsRight = field === 'user_id' && person === admin
    expect(reply.status === 200, JSON.stringify(reply.body)).toBe(code === 'nothing' || isAdminsRight)
    expect(reply.body).toMatchObject(code === 'nothing' ? { items: [] } : isAdminsRight ? {} : { code })
  }
})

/** A request of this person with alice's object in one field. */
async function foreign(operation: Operation, field: string, person: Person): Promise<Known> {
  const objects: Readonly<Record<string, () => Promise<unknown>>> = {
    account_id: () => accountOf(alice),
    user_id: async () => alice.userId,
    order_id: async () => (await alice.fills())[0]?.order_id ?? (await fillOf(alice), (await alice.fills())[0]!.order_id),
    id: async () => (await knownFor(operation, alice))['id'],
  }
  return { ...(await knownFor(operation, person)), [field]: await objects[field]!() }
}

test("somebody else's client_order_id is not found, and one's own may be the same", async () => {
  const mine = await alice.send({ ...restingOrder, client_order_id: 'shared' })
  expect((await ask('GET', '/orders/client:shared', mallory.token)).body.code).toBe('UNKNOWN_ORDER')
  expect((await mallory.cancels('client:shared')).status).toBe(404)
  const theirs = await mallory.send({ ...restingOrder, client_order_id: 'shared' })
  expect(theirs.status).toBe(201)
  expect(theirs.body.id).not.toBe(mine.body.id)
  expect((await alice.get<{ status: string }>('/orders/client:shared')).status).toBe('open')
})

test("an admin sees a user's orders by user_id, a moderator does not, and asking for oneself is allowed", async () => {
  const resting = await alice.send(restingOrder)
  const seen = await admin.get<{ items: { id: string }[] }>(`/orders?user_id=${alice.userId}`)
  expect(seen.items.map(({ id }) => id)).toContain(resting.body.id)
  const moderator = await promoted(await place.person('moderator'), 'moderator')
  expect((await ask('GET', `/orders?user_id=${alice.userId}`, moderator.token)).body.code).toBe('FORBIDDEN')
  expect((await ask('GET', `/orders?user_id=${mallory.userId}`, mallory.token)).status).toBe(200)
})

test('nobody changed anything of alice: her orders and lists are open as they were, her session lives', async () => {
  await ask('DELETE', '/orders', alice.token) // the rules above left as many as an account may have
  expect((await ask('DELETE', '/orders', mallory.token)).status).toBe(200)
  const resting = await alice.send(restingOrder)
  const list = await place.api.call<{ id: string }>('POST', '/order-lists', { token: alice.token, body: restingList })
  await mallory.cancels(resting.body.id)
  await ask('PATCH', `/orders/${resting.body.id}`, mallory.token, { quantity: '0.00500' })
  await ask('POST', `/orders/${resting.body.id}/replace`, mallory.token, { price: '50001.00', mode: 'allow_failure' })
  await ask('DELETE', `/order-lists/${list.body.id}`, mallory.token)
  expect(await alice.get(`/orders/${resting.body.id}`)).toMatchObject({ status: 'open', quantity: '0.01000000' })
  expect(await alice.get(`/order-lists/${list.body.id}`)).toMatchObject({ status: 'open', working: { status: 'open' } })
  expect((await mallory.get<{ items: unknown[] }>('/order-lists?status=open')).items).toEqual([])
  expect(await sessionsOf(alice)).toContainEqual(expect.objectContaining({ current: true }))
})

const matches = (pattern: string, path: string): boolean => new RegExp(`^${pattern.replaceAll(/:\w+/g, '[^/]*')}$`).test(path)
const paths = [...new Set(operations.map(({ contract }) => contract.path))]

test.each(paths)('%s: a method the document does not have gets 405 with the ones it has', async path => {
  const address = path.replaceAll(/:\w+/g, 'x')
  const allowed = new Set<string>(
    operations.filter(({ contract }) => matches(contract.path, address)).map(({ contract }) => contract.method),
  )
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].filter(one => !allowed.has(one))) {
    const reply = await ask(method, address, alice.token)
    expect([method, reply.status, reply.headers.get('allow')]).toEqual([method, 405, [...allowed].sort().join(', ')])
  }
})

test.each(paths)('%s: near it there is nothing', async path => {
  const address = path.replaceAll(/:\w+/g, 'x')
  const near = [`${address}/x`, `${address}x`, address.slice(0, -1), address.toUpperCase()]
  for (const wrong of near.filter(one => !paths.some(pattern => matches(pattern, one))))
    for (const method of ['GET', 'POST', 'DELETE'])
      expect([method, wrong, (await ask(method, wrong, alice.token)).status]).toEqual([method, wrong, 404])
})
