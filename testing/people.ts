import type { TokenPair } from '#contracts/routes/auth'
import type { Fill, NewOrder, Order } from '#contracts/routes/orders'
import type { Balance } from '#contracts/routes/wallet'

export interface Reply<T> {
  readonly status: number
  readonly body: T
  readonly headers: Headers
}
export interface Api {
  readonly url: string
  /** One call; the body is JSON or undefined. Never throws on a status. */
  call<T = unknown>(
    method: string,
    path: string,
    options?: { readonly body?: unknown; readonly token?: string; readonly headers?: Readonly<Record<string, string>> },
  ): Promise<Reply<T>>
}

export function createApi(url: string): Api {
  return {
    url,
    async call<T>(
      method: string,
      path: string,
      { body, token, headers }: { body?: unknown; token?: string; headers?: Readonly<Record<string, string>> } = {},
    ) {
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await response.text()
      return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as T, headers: response.headers }
    },
  }
}

/** A user with an account, and the things a trader does. */
export interface Person {
  readonly name: string
  readonly username: string
  readonly userId: string
  readonly token: string
  readonly refreshToken: string
  get<T>(path: string): Promise<T>
  /** Sends an order and gives back the whole reply. */
  send(order: NewOrder, query?: string): Promise<Reply<Order>>
  /** A limit or market order that is expected to be accepted. */
  buys(symbol: string, quantity: string, price?: string): Promise<Order>
  sells(symbol: string, quantity: string, price?: string): Promise<Order>
  cancels(id: string): Promise<Reply<Order>>
  /** Available and held by asset. */
  balances(): Promise<Readonly<Record<string, readonly [available: string, held: string]>>>
  fills(): Promise<readonly Fill[]>
}

export const password = 'a long enough passphrase'
let people = 0

export async function registerPerson(api: Api, name: string): Promise<Person> {
  const username = `${name}-${++people}`
  const reply = await api.call<TokenPair>('POST', '/auth/register', { body: { email: `${username}@example.org`, username, password } })
  if (reply.status !== 201) throw new Error(`${name} could not register: ${JSON.stringify(reply.body)}`)
  return personOf(api, name, reply.body)
}

export function personOf(api: Api, name: string, pair: TokenPair): Person {
  const token = pair.access_token
  async function get<T>(path: string): Promise<T> {
    const reply = await api.call<T>('GET', path, { token })
    if (reply.status !== 200) throw new Error(`GET ${path}: ${reply.status} ${JSON.stringify(reply.body)}`)
    return reply.body
  }
  const send = (order: NewOrder, query = ''): Promise<Reply<Order>> => api.call<Order>('POST', `/orders${query}`, { token, body: order })
  async function trade(side: 'buy' | 'sell', symbol: string, quantity: string, price: string | undefined): Promise<Order> {
    const reply = await send({
      symbol,
      side,
      type: price === undefined ? 'market' : 'limit',
      quantity,
      ...(price === undefined ? {} : { price }),
    })
    if (reply.status !== 201) throw new Error(`${name} ${side}s ${quantity} ${symbol}: ${reply.status} ${JSON.stringify(reply.body)}`)
    return reply.body
  }
  return {
    name,
    username: pair.user.username,
    userId: pair.user.id,
    token,
    refreshToken: pair.refresh_token ?? '',
    get,
    send,
    buys: (symbol, quantity, price) => trade('buy', symbol, quantity, price),
    sells: (symbol, quantity, price) => trade('sell', symbol, quantity, price),
    cancels: id => api.call<Order>('DELETE', `/orders/${id}`, { token }),
    balances: async () =>
      Object.fromEntries(
        (await get<{ items: Balance[] }>('/wallet/balances')).items.map(({ asset, available, held }) => [
          asset,
          [available, held] as const,
        ]),
      ),
    fills: async () => (await get<{ items: Fill[] }>('/fills')).items,
  }
}
