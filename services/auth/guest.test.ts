import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProblemDocument } from '#contracts/problems'
import type { TokenPair, User } from '#contracts/routes/auth'
import type { Order } from '#contracts/routes/orders'
import { password, personOf, type Person, type Reply } from '#testing/people'
import { scriptedMarket } from '#testing/scripted-market'
import { world, type World } from '#testing/world'

const market = scriptedMarket()
let place: World
beforeAll(async () => {
  place = await world({ replace: [market.service] })
  market.show([['60000.00', '5.00000']], [['60000.01', '5.00000']])
})
afterAll(() => place[Symbol.asyncDispose]())

const post = <T = ProblemDocument>(path: string, body: unknown, token?: string): Promise<Reply<T>> =>
  place.api.call<T>('POST', path, { body, ...(token === undefined ? {} : { token }) })
async function newGuest(): Promise<TokenPair> {
  return (await post<TokenPair>('/auth/guest', {})).body
}
const roleIn = (token: string): string => (JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { role: string }).role

describe('a guest', () => {
  test('is there with one call: a name, no email, an account with the start balance, tokens', async () => {
    const reply = await post<TokenPair>('/auth/guest', {})
    const { user, access_token: token, refresh_token: refreshToken } = reply.body
    expect([reply.status, user.role, user.email, roleIn(token)]).toEqual([201, 'guest', null, 'guest'])
    expect(user.username).toMatch(/^guest-[0-9a-f]{12}$/)
    const accounts = await place.api.call<{ items: { start_balance: string }[] }>('GET', '/accounts', { token })
    expect(accounts.body.items.map(account => account.start_balance)).toEqual(['100000.00000000'])
    expect((await post<TokenPair>('/auth/refresh', { refresh_token: refreshToken })).body.user).toEqual(user)
  })
  test('trades like everybody', async () => {
    const guest = personOf(place.api, 'guest', await newGuest())
    expect((await guest.buys('BTCUSDT', '0.10000')).status).toBe('filled')
    expect((await guest.buys('BTCUSDT', '0.10000', '50000.00')).status).toBe('open')
  })
  test('cannot sign in: it has no password, and none fits', async () => {
    const { user } = await newGuest()
    for (const tried of ['null', password, ' '])
      expect((await post('/auth/login', { login: user.username, password: tried })).body.code).toBe('INVALID_CREDENTIALS')
  })
  test('in a cookie gets no refresh token into the body', async () => {
    const reply = await post<TokenPair>('/auth/guest', { session: 'cookie' })
    expect([reply.status, reply.body.refresh_token]).toEqual([201, undefined])
    expect(reply.headers.get('set-cookie')).toMatch(
      /^tradecraft_refresh=[\w-]{43}; Path=\/api\/v1\/auth; HttpOnly; SameSite=Strict; Max-Age=/,
    )
  })
})

describe('an upgrade', () => {
  const credentials = (username: string) => ({ email: `${username}@example.org`, username, password })

  test('keeps account, orders and sessions; the next token says user, and the password signs in', async () => {
    const pair = await newGuest()
    const guest = personOf(place.api, 'guest', pair)
    await guest.buys('BTCUSDT', '0.10000')
    const resting = await guest.buys('BTCUSDT', '0.10000', '50000.00')
    const before = await stateOf(guest)
    const reply = await post<User>('/auth/upgrade', credentials('Ursula'), guest.token)
    expect([reply.status, reply.body]).toEqual([200, { ...pair.user, email: 'Ursula@example.org', username: 'Ursula', role: 'user' }])
    expect(await stateOf(guest)).toEqual(before)
    const renewed = (await post<TokenPair>('/auth/refresh', { refresh_token: guest.refreshToken })).body
    expect([renewed.user, roleIn(renewed.access_token)]).toEqual([reply.body, 'user'])
    const signedIn = await post<TokenPair>('/auth/login', { login: 'ursula', password })
    const user = personOf(place.api, 'ursula', signedIn.body)
    expect([user.userId, (await user.get<Order>(`/orders/${resting.id}`)).status]).toEqual([pair.user.id, 'open'])
  })
  test('is refused like a registration, and the guest stays one', async () => {
    await place.api.call('POST', '/auth/register', { body: credentials('taken') })
    const { access_token: token } = await newGuest()
    const codes = []
    for (const body of [
      { ...credentials('fresh'), email: 'TAKEN@example.org' },
      { ...credentials('fresh'), username: 'Taken' },
      { ...credentials('fresh'), password: 'passwordpassword' },
      { ...credentials('fresh'), password: 'short' },
      { ...credentials('fresh'), role: 'admin' },
    ])
      codes.push((await post('/auth/upgrade', body, token)).body.code)
    expect(codes).toEqual(['EMAIL_TAKEN', 'USERNAME_TAKEN', 'WEAK_PASSWORD', 'VALIDATION_FAILED', 'VALIDATION_FAILED'])
    expect((await place.api.call<User>('GET', '/auth/me', { token })).body.role).toBe('guest')
  })
  test('is for guests: not for users, and not twice with the old token', async () => {
    const alice = await place.person('alice')
    const again = await post('/auth/upgrade', credentials('alice-again'), alice.token)
    expect([again.status, again.body.code]).toEqual([409, 'NOT_A_GUEST'])
    const { access_token: token } = await newGuest()
    const replies = await Promise.all([1, 2, 3].map(n => post('/auth/upgrade', credentials(`racer-${n}`), token)))
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409, 409])
  })
})

test('guests are limited by address: as many as sign-in points allow', async () => {
  await using small = await world({ replace: [scriptedMarket().service], environment: { RATE_LIMIT_SIGN_IN: '25' } })
  const statuses = []
  for (let n = 0; n < 3; n += 1) statuses.push((await small.api.call('POST', '/auth/guest', { body: {} })).status)
  expect(statuses).toEqual([201, 201, 429])
})

async function stateOf(person: Person): Promise<unknown> {
  const { items: sessions } = await person.get<{ items: { id: string }[] }>('/auth/sessions')
  const { items: accounts } = await person.get<{ items: unknown[] }>('/accounts')
  const { items: orders } = await person.get<{ items: unknown[] }>('/orders')
  return { accounts, orders, sessions: sessions.map(({ id }) => id), balances: await person.balances() }
}
