import { afterAll, beforeAll, expect, test } from 'vitest'
import { settingsBytesMax } from '#contracts/routes/settings'
import type { Person } from '#testing/people'
import { scriptedMarket } from '#testing/scripted-market'
import { world, type World } from '#testing/world'

let place: World
beforeAll(async () => {
  place = await world({ replace: [scriptedMarket().service] })
})
afterAll(() => place[Symbol.asyncDispose]())

async function put(person: Person, body: unknown): Promise<readonly [status: number, body: unknown]> {
  const reply = await place.api.call<{ code?: string }>('PUT', '/me/settings', { token: person.token, body })
  return [reply.status, reply.body.code ?? reply.body]
}

test('settings are an empty object at first, then what was put last, and everybody has their own', async () => {
  const [alice, bob] = [await place.person('alice'), await place.person('bob')]
  expect(await alice.get('/me/settings')).toEqual({})
  const settings = { theme: 'dark', layout: { panels: ['chart', { book: [1, 2.5, null] }] }, ключ: '→', constructor: 'x' }
  expect(await put(alice, settings)).toEqual([200, settings])
  expect(await alice.get('/me/settings')).toEqual(settings)
  expect(await put(alice, { theme: 'light' })).toEqual([200, { theme: 'light' }])
  expect([await alice.get('/me/settings'), await bob.get('/me/settings')]).toEqual([{ theme: 'light' }, {}])
})

test('settings have at most 64 KiB, as they come and as they are kept', async () => {
  const carol = await place.person('carol')
  const sized = (bytes: number): object => ({ a: 'x'.repeat(bytes - '{"a":""}'.length) })
  expect((await put(carol, sized(settingsBytesMax)))[0]).toBe(200)
  expect(await put(carol, sized(settingsBytesMax + 1))).toEqual([413, 'BODY_TOO_LARGE'])
  const growing = `{"a":[${Array.from({ length: 8_000 }, () => '1e20').join(',')}]}` // 40 KB that become 176 KB
  expect(await put(carol, growing)).toEqual([413, 'BODY_TOO_LARGE'])
  expect(await carol.get('/me/settings')).toEqual(sized(settingsBytesMax))
})

test.each([
  ['a list', '[]', 422],
  ['a text', '"dark"', 422],
  ['nothing', 'null', 422],
  ['no body', '', 422],
  ['no JSON', '{"a":', 400],
  ['a doubled key', '{"a":1,"a":2}', 400],
  ['a prototype', '{"__proto__":{"a":1}}', 400],
  ['half a character', '{"a":"\\ud800"}', 400],
  ['a pit', `{"a":${'['.repeat(40)}${']'.repeat(40)}}`, 400],
])('%s is refused and changes nothing', async (_, body, status) => {
  const dave = await place.person('dave')
  await put(dave, { kept: true })
  expect((await put(dave, body))[0]).toBe(status)
  expect(await dave.get('/me/settings')).toEqual({ kept: true })
})
