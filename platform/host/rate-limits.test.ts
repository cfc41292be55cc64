import { expect, test } from 'vitest'
import { scriptedMarket } from '#testing/scripted-market'
import { password } from '#testing/people'
import { world } from '#testing/world'

test('signing in counts by address whatever token comes along; the other calls of a user count as theirs', async () => {
  await using place = await world({
    replace: [scriptedMarket().service],
    environment: { RATE_LIMIT_SIGN_IN: '15', RATE_LIMIT_USER: '100' },
  })
  const { token, username } = await place.person('alice') // 5 points
  const limitAfter = async (method: string, path: string, body?: object): Promise<[number, string | null, string | null]> => {
    const { status, headers } = await place.api.call(method, path, { token, ...(body === undefined ? {} : { body }) })
    return [status, headers.get('x-ratelimit-limit'), headers.get('x-ratelimit-remaining')]
  }
  const guess = { login: username, password: 'not the password' }
  expect(await limitAfter('POST', '/auth/login', guess)).toEqual([401, '15', '5'])
  expect(await limitAfter('POST', '/auth/login', { login: username, password })).toEqual([200, '15', '0'])
  expect(await limitAfter('POST', '/auth/login', guess)).toEqual([429, '15', '0'])
  expect(await limitAfter('GET', '/auth/me')).toEqual([200, '100', '99'])
})
