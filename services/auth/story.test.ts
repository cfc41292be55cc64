import { SignJWT, generateKeyPair } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProblemDocument } from '#contracts/problems'
import type { TokenPair, User } from '#contracts/routes/auth'
import { password, type Reply } from '#testing/people'
import { scriptedMarket } from '#testing/scripted-market'
import { until } from '#testing/until'
import { world, type World } from '#testing/world'

let place: World
beforeAll(async () => {
  place = await world({ replace: [scriptedMarket().service] })
})
afterAll(() => place[Symbol.asyncDispose]())

const post = <T = ProblemDocument>(path: string, body: unknown, token?: string): Promise<Reply<T>> =>
  place.api.call<T>('POST', path, { body, ...(token === undefined ? {} : { token }) })

describe('registration', () => {
  test('answers with tokens, and the account with its start balance exists by then', async () => {
    const reply = await post<TokenPair>('/auth/register', { email: 'Ann@example.org', username: 'Ann', password })
    expect([reply.status, reply.body.token_type, reply.body.expires_in]).toEqual([201, 'Bearer', 600])
    const accounts = await place.api.call<{ items: { start_balance: string }[] }>('GET', '/accounts', { token: reply.body.access_token })
    expect(accounts.body.items.map(account => account.start_balance)).toEqual(['100000.00000000'])
  })
  test('refuses a taken email or name in any case, and weak passwords', async () => {
    expect((await post('/auth/register', { email: 'ann@EXAMPLE.org', username: 'other', password })).body.code).toBe('EMAIL_TAKEN')
    expect((await post('/auth/register', { email: 'b@example.org', username: 'ANN', password })).body.code).toBe('USERNAME_TAKEN')
    expect((await post('/auth/register', { email: 'c@example.org', username: 'cecil', password: 'passwordpassword' })).body.code).toBe(
      'WEAK_PASSWORD',
    )
    const short = await post('/auth/register', { email: 'c@example.org', username: 'cecil', password: 'short' })
    expect([short.body.code, JSON.stringify(short.body).includes('"short"')]).toEqual(['VALIDATION_FAILED', false])
  })
})

describe('sessions', () => {
  test('login by email or name; a wrong password and an unknown name look the same', async () => {
    expect((await post('/auth/login', { login: 'ann', password })).status).toBe(200)
    expect((await post('/auth/login', { login: 'ann@example.org', password })).status).toBe(200)
    const wrong = await post('/auth/login', { login: 'ann', password: 'not the password' })
    const nobody = await post('/auth/login', { login: 'nobody', password: 'not the password' })
    expect([wrong.status, wrong.body.code, wrong.body.detail]).toEqual([nobody.status, nobody.body.code, nobody.body.detail])
  })
  test('a refresh token works once; using it again ends the session for both hands', async () => {
    const first = (await post<TokenPair>('/auth/login', { login: 'ann', password })).body
    const second = (await post<TokenPair>('/auth/refresh', { refresh_token: first.refresh_token })).body
    expect(second.user.username).toBe('Ann')
    expect((await post('/auth/refresh', { refresh_token: first.refresh_token })).body.code).toBe('INVALID_REFRESH_TOKEN')
    expect((await post('/auth/refresh', { refresh_token: second.refresh_token })).body.code).toBe('INVALID_REFRESH_TOKEN')
    await until(
      'the access token stops too',
      async () => (await place.api.call('GET', '/auth/me', { token: second.access_token })).status === 401,
      1_500,
    )
  })
  test('of many parallel uses of one refresh token at most one wins', async () => {
    const { refresh_token } = (await post<TokenPair>('/auth/login', { login: 'ann', password })).body
    const replies = await Promise.all(Array.from({ length: 8 }, () => post('/auth/refresh', { refresh_token })))
    expect(replies.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1)
  })
  test('are listed and can be ended one by one; logout ends the current one', async () => {
    const here = (await post<TokenPair>('/auth/login', { login: 'ann', password })).body
    const there = (await post<TokenPair>('/auth/login', { login: 'ann', password })).body
    const list = await place.api.call<{ items: { id: string; current: boolean }[] }>('GET', '/auth/sessions', { token: here.access_token })
    const current = list.body.items.find(session => session.current)!
    const theirs = await place.api.call<{ items: { id: string; current: boolean }[] }>('GET', '/auth/sessions', {
      token: there.access_token,
    })
    const other = theirs.body.items.find(session => session.current)!
    expect(current.id).not.toBe(other.id)
    expect((await place.api.call('DELETE', `/auth/sessions/${other.id}`, { token: here.access_token })).status).toBe(204)
    await until(
      'the other token stops within a second',
      async () => (await place.api.call('GET', '/auth/me', { token: there.access_token })).status === 401,
      1_500,
    )
    expect((await place.api.call('DELETE', `/auth/sessions/${other.id}`, { token: here.access_token })).status).toBe(404)
    expect((await post('/auth/logout', { refresh_token: here.refresh_token })).status).toBe(204)
    await until('logged out', async () => (await place.api.call('GET', '/auth/me', { token: here.access_token })).status === 401, 1_500)
  })
  test('a cookie session keeps its refresh token out of the body, and a reloading page may send its cookie twice', async () => {
    const reply = await post<TokenPair>('/auth/login', { login: 'ann', password, session: 'cookie' })
    expect(reply.body.refresh_token).toBeUndefined()
    const cookie = reply.headers.get('set-cookie')!
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/)
    const again = await place.api.call<TokenPair>('POST', '/auth/refresh', { body: {}, headers: { cookie: cookie.split(';', 1)[0]! } })
    expect([again.status, again.body.refresh_token]).toEqual([200, undefined])
    const twice = await place.api.call<TokenPair>('POST', '/auth/refresh', { body: {}, headers: { cookie: cookie.split(';', 1)[0]! } })
    expect([twice.status, twice.headers.get('set-cookie')]).toEqual([200, again.headers.get('set-cookie')])
    const next = again.headers.get('set-cookie')!.split(';', 1)[0]!
    expect((await place.api.call('POST', '/auth/refresh', { body: {}, headers: { cookie: next } })).status).toBe(200)
  })
})

test('forged, foreign and mangled tokens are all nobody', async () => {
  const { access_token: good, user } = (await post<TokenPair>('/auth/login', { login: 'ann', password })).body
  const foreign = await generateKeyPair('EdDSA')
  const [header, payload, signature] = good.split('.') as [string, string, string]
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string }
  const forged = await new SignJWT({ sid: user.id, role: 'admin' })
    .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'at+jwt' })
    .setSubject(user.id)
    .setIssuer('tradecraft')
    .setAudience('tradecraft-api')
    .setExpirationTime('1h')
    .sign(foreign.privateKey)
  const tokens = [
    forged,
    `${header}.${payload}.`,
    `${header}.${payload}`,
    `${encode({ alg: 'none', typ: 'at+jwt' })}.${payload}.`,
    `${encode({ alg: 'HS256', kid, typ: 'at+jwt' })}.${payload}.${signature}`,
    `${header}.${encode({ ...(JSON.parse(Buffer.from(payload, 'base64url').toString()) as object), role: 'admin' })}.${signature}`,
    `${encode({ alg: 'EdDSA', kid: '../../etc/passwd', typ: 'at+jwt' })}.${payload}.${signature}`,
    `${encode({ alg: 'EdDSA', kid })}.${payload}.${signature}`,
    'x',
    '..',
    `${good}x`,
    good.toUpperCase(),
  ]
  for (const token of tokens) expect((await place.api.call<User>('GET', '/auth/me', { token })).status, token.slice(0, 60)).toBe(401)
  expect((await place.api.call<User>('GET', '/auth/me', { token: good })).body.username).toBe('Ann')
})
