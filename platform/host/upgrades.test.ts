import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { scriptedMarket } from '#testing/scripted-market'
import { until } from '#testing/until'
import { world, type World } from '#testing/world'

let place: World
beforeAll(async () => {
  place = await world({ replace: [scriptedMarket().service] })
})
afterAll(() => place[Symbol.asyncDispose]())

/** A peer that never ends its side by itself. */
async function opened(): Promise<Socket> {
  const { hostname, port } = new URL(place.host.url)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}
function askFor(target: string): string {
  return `GET ${target} HTTP/1.1\r\nhost: tradecraft.test\r\norigin: http://example.org\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n`
}

test.each([
  ['/nowhere', '404'],
  ['/ws', '403'],
])('an upgrade of %s is refused with %s, and the connection ends even when the peer keeps it open', async (target, status) => {
  const socket = await opened()
  let answer = ''
  let isClosed = false
  socket.on('data', chunk => (answer += chunk.toString())).on('close', () => (isClosed = true))
  socket.write(askFor(target))
  await once(socket, 'end')
  expect(answer.split(' ')[1]).toBe(status)
  await until('the server has let go', () => {
    if (!isClosed) socket.write('x')
    return isClosed
  })
})

test('a peer that is gone before the refusal of its upgrade reaches it breaks nothing', async () => {
  for (const target of Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? '/nowhere' : '/ws'))) {
    const socket = await opened()
    socket.write(askFor(target), () => socket.resetAndDestroy())
    await once(socket, 'close')
  }
  expect((await place.api.call('GET', '/status')).status).toBe(200)
})
