import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProblemDocument } from '#contracts/problems'
import type { TokenPair } from '#contracts/routes/auth'
import { createConnection } from '#platform/sql'
import { password, type Reply } from '#testing/people'
import { scriptedMarket } from '#testing/scripted-market'
import { world, type World } from '#testing/world'

let place: World
beforeAll(async () => {
  place = await world({ replace: [scriptedMarket().service] })
  await place.api.call('POST', '/auth/register', { body: { email: 'ann@example.org', username: 'ann', password } })
})
afterAll(() => place[Symbol.asyncDispose]())

type Headers = Readonly<Record<string, string>>
async function signIn(headers: Headers = {}): Promise<Reply<TokenPair>> {
  return await place.api.call<TokenPair>('POST', '/auth/login', { body: { login: 'ann', password, session: 'cookie' }, headers })
}
const jarOf = (reply: Reply<unknown>): string => reply.headers.get('set-cookie')!.split(';', 1)[0]!
async function refresh(cookie: string, headers: Headers = {}): Promise<Reply<TokenPair & ProblemDocument>> {
  return await place.api.call('POST', '/auth/refresh', { body: {}, headers: { cookie, ...headers } })
}
/** As if these tokens had been used longer ago. */
async function age(seconds: number): Promise<void> {
  await using owner = createConnection(place.database.connection())
  await owner.query({ text: `update auth.refresh_tokens set used_at = used_at - make_interval(secs => $1)`, values: [seconds] })
}

describe('a session in a cookie', () => {
  test('gives the page an access token and keeps the refresh token from scripts; register and login alike', async () => {
    const registered = await place.api.call<TokenPair>('POST', '/auth/register', {
      body: { email: 'bea@example.org', username: 'bea', password, session: 'cookie' },
    })
    for (const reply of [registered, await signIn()]) {
      expect([reply.body.refresh_token, reply.body.token_type]).toEqual([undefined, 'Bearer'])
      expect(reply.headers.get('set-cookie')).toMatch(
        /^tradecraft_refresh=[\w-]{43}; Path=\/api\/v1\/auth; HttpOnly; SameSite=Strict; Max-Age=2592000$/,
      )
    }
  })
  test('is Secure where the page came over https, to us or to a proxy', async () => {
    const replies = [await signIn({ 'x-forwarded-proto': 'https' }), await signIn({ origin: place.host.url.replace('http:', 'https:') })]
    for (const reply of replies) expect(reply.headers.get('set-cookie')).toMatch(/; Secure$/)
  })
  test('ends with the cookie alone, which is taken back', async () => {
    const signedIn = await signIn()
    const out = await place.api.call('POST', '/auth/logout', { body: {}, headers: { cookie: jarOf(signedIn) } })
    expect([out.status, out.headers.get('set-cookie')]).toEqual([204, expect.stringMatching(/^tradecraft_refresh=; .*Max-Age=0/)])
    expect((await refresh(jarOf(signedIn))).body.code).toBe('INVALID_REFRESH_TOKEN')
  })
  test('does not mistake a cookie for a token in the body: the body counts', async () => {
    const [one, other] = [await signIn(), await place.api.call<TokenPair>('POST', '/auth/login', { body: { login: 'ann', password } })]
    const reply = await place.api.call<TokenPair>('POST', '/auth/refresh', {
      body: { refresh_token: other.body.refresh_token },
      headers: { cookie: jarOf(one) },
    })
    expect([reply.status, typeof reply.body.refresh_token, reply.headers.get('set-cookie')]).toEqual([200, 'string', null])
    expect((await refresh(jarOf(one))).status).toBe(200)
  })
})

describe('two tabs', () => {
  test('that refresh at one moment get the same cookie, and the session lives on', async () => {
    const first = jarOf(await signIn())
    const replies = await Promise.all(Array.from({ length: 8 }, () => refresh(first)))
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]))
    expect(new Set(replies.map(jarOf)).size).toBe(1)
    expect((await refresh(jarOf(replies[0]!))).status).toBe(200)
  })
  test('one of which is late by two rotations gets the newest cookie', async () => {
    const first = jarOf(await signIn())
    const second = jarOf(await refresh(first))
    const third = jarOf(await refresh(second))
    const late = await refresh(first)
    expect([late.status, jarOf(late)]).toEqual([200, third])
    expect((await refresh(third)).status).toBe(200)
  })
  test('are not what comes after ten seconds: then the whole session ends, for both hands', async () => {
    const first = jarOf(await signIn())
    const second = jarOf(await refresh(first))
    await age(11)
    expect((await refresh(first)).body.code).toBe('INVALID_REFRESH_TOKEN')
    expect((await refresh(second)).body.code).toBe('INVALID_REFRESH_TOKEN')
  })
  test('have no grace with tokens in the body: those are not shared', async () => {
    const { refresh_token: token } = (await place.api.call<TokenPair>('POST', '/auth/login', { body: { login: 'ann', password } })).body
    expect((await place.api.call('POST', '/auth/refresh', { body: { refresh_token: token } })).status).toBe(200)
    expect((await place.api.call('POST', '/auth/refresh', { body: { refresh_token: token } })).status).toBe(401)
  })
})

describe('a page of another site', () => {
  const strangers: readonly Headers[] = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
  ]
  test('can neither open, use nor end a session in a cookie', async () => {
    const cookie = jarOf(await signIn())
    for (const headers of strangers) {
      const replies = [
        await place.api.call<ProblemDocument>('POST', '/auth/guest', { body: { session: 'cookie' }, headers }),
        await signIn(headers),
        await refresh(cookie, headers),
        await place.api.call<ProblemDocument>('POST', '/auth/logout', { body: {}, headers: { cookie, ...headers } }),
      ]
      for (const reply of replies)
        expect([reply.status, (reply.body as unknown as ProblemDocument).code, reply.headers.get('set-cookie')]).toEqual([
          403,
          'CROSS_SITE',
          null,
        ])
    }
    const own = { origin: place.host.url, 'sec-fetch-site': 'same-origin' }
    expect((await refresh(cookie, own)).status).toBe(200)
  })
})
