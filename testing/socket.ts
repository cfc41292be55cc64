import { Value } from 'typebox/value'
import { WebSocket } from 'ws'
import * as contracts from '#contracts/channels'
import type { ProblemDocument } from '#contracts/problems'
import { until } from './until.ts'

export interface DataFrame<T = unknown> {
  readonly channel: string
  readonly type: 'snapshot' | 'update'
  readonly seq: number
  readonly prev_seq?: number
  readonly data: T
  readonly at: string
}
export interface Answer {
  readonly op: 'subscribed' | 'result' | 'error' | 'heartbeat'
  readonly id?: number | string | null
  readonly channels?: readonly string[]
  readonly data?: Readonly<Record<string, unknown>>
  readonly problem?: ProblemDocument
  readonly seqs?: Readonly<Record<string, number>>
}
/** A client of the WebSocket that keeps everything it was told. */
export interface Socket extends AsyncDisposable {
  readonly answers: readonly Answer[]
  /** Sends text as it is, anything else as JSON. */
  send(message: unknown): void
  /** Sends a message with an id and gives back its answer. */
  ask(message: Readonly<Record<string, unknown>>): Promise<Answer>
  /** Data frames of a channel so far, in order. */
  on<T>(channel: string): readonly DataFrame<T>[]
  /** Waits until a channel's frames satisfy a condition. */
  until<T>(channel: string, condition: (frames: readonly DataFrame<T>[]) => boolean): Promise<readonly DataFrame<T>[]>
  /** Ends the connection without a word, as a network does. */
  cut(): void
  /** Stops and goes on reading from the network. */
  pause(): void
  resume(): void
  /** Resolves with the close code. */
  readonly closed: Promise<number>
}

export interface SocketOptions {
  readonly ticket?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Opens `/ws`; every data frame is checked against its channel's contract when the socket is disposed of. Rejects with the HTTP status where the server refuses. */
export async function openSocket(url: string, { ticket, headers = {} }: SocketOptions = {}): Promise<Socket> {
  const address = `${url.replace('http', 'ws')}/ws${ticket === undefined ? '' : `?ticket=${encodeURIComponent(ticket)}`}`
  const ws = new WebSocket(address, { headers, perMessageDeflate: false })
  const closed = Promise.withResolvers<number>()
  const opened = Promise.withResolvers<void>()
  const answers: Answer[] = []
  const channels = new Map<string, DataFrame<never>[]>()
  const violations: string[] = []
  ws.on('open', () => opened.resolve())
  ws.on('unexpected-response', (request, response) => {
    opened.reject(new Error(`refused with ${response.statusCode}`))
    request.destroy()
  })
  ws.on('error', error => opened.reject(error))
  ws.on('close', code => closed.resolve(code))
  ws.on('message', data => {
    const frame = JSON.parse((data as Buffer).toString()) as Answer | DataFrame<never>
    if ('op' in frame) answers.push(frame)
    else {
      violations.push(...violationsOf(frame))
      channels.set(frame.channel, [...(channels.get(frame.channel) ?? []), frame])
    }
  })
  await opened.promise
  let lastId = 0
  const socket: Socket = {
    answers,
    send: message => ws.send(typeof message === 'string' ? message : JSON.stringify(message)),
    async ask(message) {
      const id = ++lastId
      socket.send({ ...message, id })
      await until(`an answer to ${JSON.stringify(message).slice(0, 80)}`, () => answers.some(answer => answer.id === id))
      return answers.find(answer => answer.id === id)!
    },
    on: (channel: string) => channels.get(channel) ?? [],
    async until<T>(channel: string, condition: (frames: readonly DataFrame<T>[]) => boolean) {
      await until(`frames of ${channel}`, () => condition(socket.on<T>(channel)))
      return socket.on<T>(channel)
    },
    cut: () => ws.terminate(),
    pause: () => ws.pause(),
    resume: () => ws.resume(),
    closed: closed.promise,
    async [Symbol.asyncDispose]() {
      ws.terminate()
      await closed.promise
      if (violations.length > 0) throw new Error(`frames break their contract: ${violations.slice(0, 3).join('; ')}`)
    },
  }
  return socket
}

function violationsOf(frame: DataFrame): string[] {
  const contract = Object.values(contracts).find(({ pattern }) =>
    new RegExp(`^${pattern.replace(/\{\w+\}/g, '[^:]+')}(:[0-9a-f-]{36})?$`).test(frame.channel),
  )
  if (contract === undefined) return [`${frame.channel} is no channel`]
  return Value.Errors(contract[frame.type], frame.data).map(
    error => `${frame.channel} ${frame.type}: ${error.instancePath} ${error.message}`,
  )
}
