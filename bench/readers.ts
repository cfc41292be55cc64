/** WebSocket readers of the public channels, so that fan-out is part of the load. */
import WebSocket from 'ws'

export interface Readers extends AsyncDisposable {
  readonly count: number
  messages(): number
}

export async function openReaders(url: string, count: number): Promise<Readers> {
  let messages = 0
  const sockets = await Promise.all(
    Array.from({ length: count }, async () => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`)
      socket.on('message', () => (messages += 1))
      await new Promise<void>((resolve, reject) => {
        socket.once('open', resolve)
        socket.once('error', reject)
      })
      socket.send(JSON.stringify({ op: 'subscribe', id: 1, channels: ['orderbook:BTCUSDT', 'trades:BTCUSDT', 'ticker:BTCUSDT'] }))
      return socket
    }),
  )
  return {
    count,
    messages: () => messages,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.terminate()
    },
  }
}
