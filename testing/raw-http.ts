/** Requests as bytes: what a well-behaved client would refuse to send. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface RawRequest {
  readonly method: string
  /** The request target as it goes over the wire. */
  readonly target: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body?: Buffer | undefined
}
export interface RawAnswer {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}
/** One keep-alive connection that opens again when the server ended it. */
export interface RawConnection extends Disposable {
  send(request: RawRequest): Promise<RawAnswer>
}

const answerTimeoutMs = 10_000

export function openRaw(url: string): RawConnection {
  const { hostname, port } = new URL(url)
  let socket: Socket | undefined
  async function opened(): Promise<Socket> {
    if (socket !== undefined && socket.writable && !socket.readableEnded) return socket
    socket?.destroy()
    const fresh = connect(Number(port), hostname)
    fresh.on('error', () => undefined)
    await once(fresh, 'connect')
    socket = fresh
    return fresh
  }
  return {
    async send(request) {
      const current = await opened()
      current.write(bytesOf(request))
      const answer = await readAnswer(current, request.method)
      if (answer.headers.get('connection') === 'close') current.destroy()
      return answer
    },
    [Symbol.dispose]: () => socket?.destroy(),
  }
}

function bytesOf({ method, target, headers, body }: RawRequest): Buffer {
  const lines = [`${method} ${target} HTTP/1.1`, 'host: tradecraft.test', ...headers.map(([name, value]) => `${name}: ${value}`)]
  if (body !== undefined) lines.push(`content-length: ${body.length}`)
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
  return body === undefined ? head : Buffer.concat([head, body])
}

/** Reads one answer; rejects when the connection ends or stays silent before it is whole. */
function readAnswer(socket: Socket, method: string): Promise<RawAnswer> {
  let bytes: Buffer = Buffer.alloc(0)
  return new Promise((resolve, reject) => {
    const silence = setTimeout(() => settle(undefined, `no answer within ${answerTimeoutMs} ms`), answerTimeoutMs)
    function settle(answer: RawAnswer | undefined, reason: string): void {
      clearTimeout(silence)
      socket.off('data', onBytes).off('close', onEnd)
      if (answer === undefined) {
        socket.destroy()
        reject(new Error(reason))
      } else resolve(answer)
    }
    function onBytes(chunk: Buffer): void {
      bytes = Buffer.concat([bytes, chunk])
      const answer = parseAnswer(bytes, method)
      if (answer !== undefined) settle(answer, '')
    }
    function onEnd(): void {
      settle(undefined, `the connection ended after ${bytes.length} bytes of the answer`)
    }
    socket.on('data', onBytes).on('close', onEnd)
  })
}

function parseAnswer(bytes: Buffer, method: string): RawAnswer | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n')
  const headers = new Map(
    lines.map(line => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
    }),
  )
  const length = method === 'HEAD' ? 0 : Number(headers.get('content-length') ?? 0)
  const body = bytes.subarray(end + 4)
  if (body.length < length) return undefined
  return { status: Number(first.split(' ')[1]), headers, body: body.subarray(0, length).toString() }
}
