import { createHash } from 'node:crypto'
import { type WebSocket, WebSocketServer } from 'ws'
import { Problem } from '#contracts/problems'
import { redeemTicket } from '#contracts/procedures'
import { cancelOrder, placeOrder } from '#contracts/routes/orders'
import type { Behaviour, Context, Principal } from '#platform/service'
import { isConnectionLost, timestamp } from '#platform/sql'
import { closeCodes, Connection } from './connection.ts'
import { limits } from './limits.ts'
import type { RealtimeManifest } from './manifest.ts'
import { type ClientMessage, errorFrame, idOf, parseMessage, readMessage } from './messages.ts'
import type { Metrics } from './metrics.ts'
import type { Revocations } from './revocations.ts'
import { type Feeds, subscribe, unsubscribe } from './subscribe.ts'

type Upgrade = NonNullable<Behaviour<RealtimeManifest>['upgrades']>[string]
type Request = Parameters<Upgrade>[0]
type Refusal = '401 Unauthorized' | '403 Forbidden' | '429 Too Many Requests' | '503 Service Unavailable'

export interface GatewayParts {
  readonly context: Context<RealtimeManifest>
  readonly feeds: Feeds
  readonly metrics: Metrics
  readonly revocations: Revocations
}

/** Owns all open sockets: lets them in, counts them, keeps them alive and ends them. */
export class Gateway {
  readonly #parts: GatewayParts
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.frameBytesMax,
    perMessageDeflate: false,
    clientTracking: false,
  })
  readonly #connections = new Set<Connection>()
  readonly #addresses = new Map<string, number>()
  /** What sockets asked for and was not answered yet. */
  readonly #underWay = new Set<Promise<void>>()
  #isOpen = false

  constructor(parts: GatewayParts) {
    this.#parts = parts
  }

  /** Lets sockets in, once everything behind them is ready. */
  open(): void {
    this.#isOpen = true
  }

  upgrade(request: Request, socket: Parameters<Upgrade>[1], head: Buffer): void {
    const address = request.socket.remoteAddress ?? ''
    function answer(refusal: Refusal): void {
      socket.once('finish', () => socket.destroy()) // the peer may keep its side open
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    }
    if (!this.#isOpen) return answer('503 Service Unavailable')
    if (!isOwnOrigin(request)) return answer('403 Forbidden')
    if ((this.#addresses.get(address) ?? 0) >= limits.socketsPerAddressMax) return answer('429 Too Many Requests')
    this.#count(address, 1)
    let isTaken = false
    const admission = this.#admit(request)
      .then(admitted => {
        if (typeof admitted === 'string') answer(admitted)
        else
          this.#server.handleUpgrade(request, socket, head, ws => {
            isTaken = true
            this.#start(ws, address, admitted)
          })
      })
      .catch((error: unknown) => {
        this.#parts.context.log.warn({ error: String(error) }, 'a socket could not be let in')
        answer('503 Service Unavailable')
      })
      .finally(() => {
        if (!isTaken) this.#count(address, -1)
      })
    void this.#follow(admission)
  }

  /** Says that we are here and where each user channel is; ends sockets that show no life. */
  heartbeat(): void {
    const at = new Date(this.#parts.context.clock.now()).toISOString()
    for (const connection of this.#connections) {
      connection.send(JSON.stringify({ op: 'heartbeat', at, seqs: connection.seqs() }))
      connection.check()
    }
  }

  /** Ends the sockets of sessions that have ended. */
  endRevoked(): void {
    const { revocations } = this.#parts
    for (const connection of this.#connections) {
      if (connection.principal === undefined) continue
      if (revocations.has(connection.principal.sessionId)) connection.close(closeCodes.refused, 'the session has ended')
      else if (!revocations.isTrusted()) connection.close(closeCodes.tryAgainLater, 'sessions cannot be checked right now')
    }
  }

  /** Ends all sockets; resolves when what they had asked for is dealt with. */
  async close(): Promise<void> {
    this.#isOpen = false
    for (const connection of this.#connections) connection.close(closeCodes.goingAway, 'the platform is stopping')
    this.#server.close()
    await Promise.all(this.#underWay)
  }

  /** Who may come in: the principal, nobody yet, or why not. */
  async #admit(request: Request): Promise<Principal | undefined | Refusal> {
    const ticket = new URL(request.url ?? '', 'http://localhost').searchParams.get('ticket')
    if (ticket === null) return undefined
    const { context, revocations } = this.#parts
    const principal = await redeem(context, ticket)
    if (principal === undefined || revocations.has(principal.sessionId)) return '401 Unauthorized'
    return this.#socketsOf(principal.userId) < limits.socketsPerUserMax ? principal : '429 Too Many Requests'
  }
  #start(ws: WebSocket, address: string, principal: Principal | undefined): void {
    const { context, metrics } = this.#parts
    const connection = new Connection(ws, {
      address,
      principal,
      clock: context.clock,
      metrics,
      handle: (from, text) => this.#follow(handle(this.#parts, from, { text, socketsOf: userId => this.#socketsOf(userId) })),
      refuse: (to, reason) => to.send(errorFrame(null, refusals[reason](), traceId(context))),
      onClose: closed => {
        this.#connections.delete(closed)
        this.#count(closed.address, -1)
        metrics.sockets.set(this.#connections.size)
      },
    })
    this.#connections.add(connection)
    metrics.sockets.set(this.#connections.size)
  }
  /** Work a stop waits for; it never throws. */
  async #follow(work: Promise<void>): Promise<void> {
    this.#underWay.add(work)
    await work
    this.#underWay.delete(work)
  }
  #count(address: string, change: 1 | -1): void {
    const sockets = (this.#addresses.get(address) ?? 0) + change
    if (sockets > 0) this.#addresses.set(address, sockets)
    else this.#addresses.delete(address)
  }
  #socketsOf(userId: string): number {
    let sockets = 0
    for (const { principal } of this.#connections) if (principal?.userId === userId) sockets += 1
    return sockets
  }
}

const refusals = {
  binary: () => new Problem('VALIDATION_FAILED', 'Messages are JSON text'),
  too_many: () => new Problem('RATE_LIMITED', `At most ${limits.messagesPerSecondMax} messages a second; this one was not read`),
}

/** One message of a socket. Whatever is wrong with it is answered; nothing it holds can break more than its own answer. */
async function handle(
  parts: GatewayParts,
  connection: Connection,
  { text, socketsOf }: { readonly text: string; readonly socketsOf: (userId: string) => number },
): Promise<void> {
  const { context, feeds } = parts
  const parsed = parseMessage(text)
  try {
    const message = readMessage(parsed)
    switch (message.op) {
      case 'ping':
        return connection.send(JSON.stringify({ op: 'result', id: message.id, data: { at: new Date(context.clock.now()).toISOString() } }))
      case 'auth':
        connection.principal = await authenticate(parts, connection, { token: message.token, socketsOf })
        return connection.send(JSON.stringify({ op: 'result', id: message.id, data: { user_id: connection.principal.userId } }))
      case 'subscribe':
        return await subscribe(feeds, connection, message)
      case 'unsubscribe':
        return unsubscribe(connection, message)
      case 'order.place':
      case 'order.cancel':
        return connection.send(JSON.stringify({ op: 'result', id: message.id, data: await enter(context, connection, message) }))
    }
  } catch (error) {
    connection.send(errorFrame(idOf(parsed), toProblem(context, error), traceId(context)))
  }
}

/** Order entry over the socket: the same routes, checks, limits and answers as over HTTP. Messages of a socket stay in their order. */
async function enter(
  context: Context<RealtimeManifest>,
  { principal }: Connection,
  { op, params, wait }: Extract<ClientMessage, { readonly op: 'order.place' | 'order.cancel' }>,
): Promise<unknown> {
  if (principal === undefined) throw new Problem('UNAUTHENTICATED', 'Send auth first, or open the socket with a ticket')
  const common = { principal, traceId: traceId(context) }
  const query = wait === undefined ? {} : { wait }
  if (op === 'order.place') return (await context.request(placeOrder, { ...common, query, body: params })).body
  const { id, ...rest } = params
  if (typeof id !== 'string')
    throw new Problem('VALIDATION_FAILED', 'order.cancel needs the id of an order', [{ field: 'params.id', rule: 'must be a text' }])
  return (await context.request(cancelOrder, { ...common, params: { id }, query: { ...rest, ...query } })).body
}

async function authenticate(
  { context, revocations }: GatewayParts,
  { principal: known }: Connection,
  { token, socketsOf }: { readonly token: string; readonly socketsOf: (userId: string) => number },
): Promise<Principal> {
  const principal = await context.authenticate(token)
  if (principal === undefined || revocations.has(principal.sessionId)) throw new Problem('UNAUTHENTICATED')
  if (known !== undefined && known.userId !== principal.userId)
    throw new Problem('FORBIDDEN', 'This socket belongs to another user; open a new one')
  if (known === undefined && socketsOf(principal.userId) >= limits.socketsPerUserMax)
    throw new Problem('RATE_LIMITED', `At most ${limits.socketsPerUserMax} sockets a user`)
  return principal
}

function toProblem(context: Context<RealtimeManifest>, error: unknown): Problem {
  if (error instanceof Problem) return error
  if (isConnectionLost(error)) return new Problem('UNAVAILABLE')
  context.log.error({ error: error instanceof Error ? error.stack : String(error) }, 'a message failed')
  return new Problem('INTERNAL')
}

async function redeem(context: Context<RealtimeManifest>, ticket: string): Promise<Principal | undefined> {
  const hash = createHash('sha256').update(ticket).digest('base64url')
  const [row] = await context.call<{ user_id: string; session_id: string; role: Principal['role'] }>(redeemTicket, [
    hash,
    timestamp(context.clock.now()),
  ])
  return row && { userId: row.user_id, sessionId: row.session_id, role: row.role }
}

/** Pages of other sites may not open sockets here with a user's browser; programs send no Origin. */
function isOwnOrigin(request: Request): boolean {
  const { origin, host } = request.headers
  if (origin === undefined) return true
  return URL.canParse(origin) && new URL(origin).host === host
}

function traceId(context: Context<RealtimeManifest>): string {
  return context.ids.uuid().replaceAll('-', '')
}
