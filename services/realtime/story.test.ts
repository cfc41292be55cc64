import { describe, expect, test } from 'vitest'
import type { MarketTrade, OrderBook } from '#contracts/routes/market'
import type { Fill, Order } from '#contracts/routes/orders'
import type { Portfolio } from '#contracts/routes/portfolio'
import type { Balance } from '#contracts/routes/wallet'
import { createMirror } from '#core/market'
import type { Person } from '#testing/people'
import { freshDatabase } from '#testing/postgres'
import { scriptedMarket } from '#testing/scripted-market'
import { type DataFrame, openSocket, type Socket } from '#testing/socket'
import { until } from '#testing/until'
import { type World, world } from '#testing/world'

const symbol = 'BTCUSDT'
type Book = Pick<OrderBook, 'bids' | 'asks' | 'feed'>

async function ticketOf(place: World, person: Person): Promise<string> {
  const reply = await place.api.call<{ ticket: string }>('POST', '/auth/ws-ticket', { token: person.token })
  return reply.body.ticket
}
async function socketOf(place: World, person: Person): Promise<Socket> {
  return await openSocket(place.host.url, { ticket: await ticketOf(place, person) })
}
/** Updates follow each other without a gap, beginning at the snapshot. */
function expectChain(frames: readonly DataFrame[]): void {
  let last: number | undefined
  for (const frame of frames) {
    if (frame.type === 'update') expect(frame.prev_seq).toBe(last)
    last = frame.seq
  }
}

describe('market channels', () => {
  test('the book is a snapshot and then its changes, and what is rebuilt from them is what the engine has', async () => {
    const market = scriptedMarket()
    await using place = await world({ replace: [market.service] })
    market.show([['60000.00', '1.00000']], [['60010.00', '2.00000']])
    await using socket = await openSocket(place.host.url)
    const alice = await place.person('alice')
    const answer = await socket.ask({ op: 'subscribe', channels: [`orderbook:${symbol}`] })
    expect(answer).toMatchObject({ op: 'subscribed', channels: [`orderbook:${symbol}`] })
    await socket.until(`orderbook:${symbol}`, frames => frames.length > 0)
    market.change([['59999.00', '3.00000']], [['60010.00', '0']])
    market.change([], [['60011.00', '4.00000']])
    await alice.buys(symbol, '0.10000', '59500.00')
    await alice.buys(symbol, '0.50000', '60011.00')
    const mirror = createMirror()
    await until('the rebuilt book shows the last change', () => {
      for (const frame of socket.on<Book>(`orderbook:${symbol}`)) {
        const { seq, prev_seq, data } = frame
        if (frame.type === 'snapshot') mirror.applySnapshot({ seq, ...data })
        else if (seq > mirror.seq()) expect(mirror.applyUpdate({ seq, prev_seq: prev_seq!, ...data })).toBe('applied')
      }
      return mirror.levels('sell', 1)[0]?.[1] === '3.50000000'
    })
    expect(mirror.levels('buy', 9)).toEqual([
      ['60000.00', '1.00000000'],
      ['59999.00', '3.00000000'],
      ['59500.00', '0.10000000'],
    ])
    expect(mirror.levels('sell', 9)).toEqual([['60011.00', '3.50000000']])
    expectChain(socket.on(`orderbook:${symbol}`))
  })

  test('on a lively market the rebuilt book is the book by REST wherever both have the same sequence', async () => {
    await using place = await world({ environment: { FEED_URL: 'synthetic:?seed=5' } })
    await using socket = await openSocket(place.host.url)
    await socket.ask({ op: 'subscribe', channels: [`orderbook:${symbol}`] })
    const byRest = new Map<number, OrderBook>()
    const bySocket = new Map<number, unknown>()
    const mirror = createMirror()
    let read = 0
    await until(
      'ten books with the same sequence',
      async () => {
        const book = (await place.api.call<OrderBook>('GET', `/market/${symbol}/orderbook?depth=1000`)).body
        byRest.set(book.seq, book)
        const frames = socket.on<Book>(`orderbook:${symbol}`)
        for (const { type, seq, prev_seq, data } of frames.slice(read)) {
          if (type === 'snapshot') mirror.applySnapshot({ seq, ...data })
          else expect(mirror.applyUpdate({ seq, prev_seq: prev_seq!, ...data })).toBe('applied')
          bySocket.set(seq, [mirror.levels('buy', 1_000), mirror.levels('sell', 1_000)])
        }
        read = frames.length
        return [...byRest.keys()].filter(seq => bySocket.has(seq)).length >= 10
      },
      30_000,
    )
    for (const [seq, { bids, asks }] of byRest) if (bySocket.has(seq)) expect(bySocket.get(seq)).toEqual([bids, asks])
  })

  test('a late listener begins with the state all others hold', async () => {
    const market = scriptedMarket()
    await using place = await world({ replace: [market.service] })
    market.show([['60000.00', '1.00000']], [['60010.00', '2.00000']])
    const books: ReturnType<typeof createMirror>[] = []
    const sockets: Socket[] = []
    const read = [0]
    for (let step = 0; step < 60; step++) {
      market.change([[`${59_000 + (step % 7)}.00`, `${1 + (step % 3)}.00000`]], [[`${61_000 + (step % 5)}.00`, `${step % 4}.00000`]])
      if (step % 12 !== 0) continue
      const socket = await openSocket(place.host.url)
      sockets.push(socket)
      books.push(createMirror())
      await socket.ask({ op: 'subscribe', channels: [`orderbook:${symbol}`] })
    }
    function follow(): void {
      sockets.forEach((socket, index) => {
        const frames = socket.on<Book>(`orderbook:${symbol}`)
        for (const { type, seq, prev_seq, data } of frames.slice(read[index] ?? 0)) {
          if (type === 'snapshot') books[index]!.applySnapshot({ seq, ...data })
          else expect(books[index]!.applyUpdate({ seq, prev_seq: prev_seq!, ...data })).toBe('applied')
        }
        read[index] = frames.length
      })
    }
    market.change([['58000.00', '7.00000']], [])
    await until('all books show the last change', () => {
      follow()
      return books.every(book => book.levels('buy', 99).at(-1)?.[0] === '58000.00')
    })
    for (const book of books) {
      expect(book.seq()).toBe(books[0]!.seq())
      expect([book.levels('buy', 99), book.levels('sell', 99)]).toEqual([books[0]!.levels('buy', 99), books[0]!.levels('sell', 99)])
    }
    for (const socket of sockets) await socket[Symbol.asyncDispose]()
  })

  test('prints and trades between people come to the same channel, each with its source', async () => {
    const market = scriptedMarket()
    await using place = await world({ replace: [market.service] })
    market.show([['60000.00', '1.00000']], [['60010.00', '5.00000']])
    const [alice, bob] = [await place.person('alice'), await place.person('bob')]
    await using socket = await openSocket(place.host.url)
    await socket.ask({ op: 'subscribe', channels: [`trades:${symbol}`] })
    market.print('buy', '60010.00', '0.00100')
    await alice.buys(symbol, '0.20000', '60010.00')
    await alice.sells(symbol, '0.10000', '60005.00')
    await bob.buys(symbol, '0.10000', '60010.00')
    const frames = await socket.until<MarketTrade[]>(`trades:${symbol}`, seen => seen.flatMap(({ data }) => data).length === 2)
    expect(frames.flatMap(({ data }) => data).map(({ price, source, side }) => [price, source, side])).toEqual([
      ['60010.00', 'external', 'buy'],
      ['60005.00', 'internal', 'buy'],
    ])
    expectChain(frames)
  })
})

describe('user channels', () => {
  test('orders, fills, balances and portfolio are told as REST tells them, at the same sequence', async () => {
    const market = scriptedMarket()
    await using place = await world({ replace: [market.service] })
    market.show([['60000.00', '1.00000']], [['60010.00', '0.50000']])
    const alice = await place.person('alice')
    const resting = await alice.buys(symbol, '0.01000', '59000.00')
    await using socket = await socketOf(place, alice)
    await socket.ask({ op: 'subscribe', channels: ['user:orders', 'user:fills', 'user:balances', 'user:portfolio'] })
    const [snapshot] = await socket.until<Order[]>('user:orders', frames => frames.length > 0)
    expect(snapshot!.data).toEqual(listed(await alice.get<{ items: Order[] }>('/orders?status=open')))
    expect(snapshot!.seq).toBe(resting.seq)
    await alice.buys(symbol, '0.60000', '60010.00')
    const held = (await alice.get<{ items: Balance[] }>('/wallet/balances')).items.find(({ asset }) => asset === 'USDT')
    await socket.until<Balance[]>('user:balances', frames => JSON.stringify(frames.at(-1)).includes(JSON.stringify(held)))
    const further = await alice.buys(symbol, '0.02000', '58000.00')
    const more = (await alice.get<{ items: Balance[] }>('/wallet/balances')).items.find(({ asset }) => asset === 'USDT')
    await socket.until<Balance[]>('user:balances', frames => JSON.stringify(frames.at(-1)).includes(JSON.stringify(more)))
    await alice.cancels(further.id)
    await alice.cancels(resting.id)
    const history = (await alice.get<{ items: Order[] }>('/orders')).items
    const last = Math.max(...history.map(({ seq }) => seq))
    const orders = await socket.until<Order>('user:orders', frames => frames.at(-1)!.seq === last)
    for (const order of history) {
      const states = orders.slice(1).filter(({ data }) => data.id === order.id)
      expect(states.at(-1)!.data).toEqual(order)
      expect(states.at(-1)!.seq).toBe(order.seq)
    }
    expect(orders.slice(1).map(({ data }) => data.status)).toEqual([
      'received',
      'partially_filled',
      'received',
      'open',
      'canceled',
      'canceled',
    ])
    expectChain(orders)
    const fills = await socket.until<Fill>('user:fills', frames => frames.length === 2)
    expect(fills[1]!.data).toEqual((await alice.fills())[0])
    const balances = await alice.get<{ items: Balance[] }>('/wallet/balances')
    await until('the balances agree', () => {
      const told = new Map(socket.on<Balance[]>('user:balances').flatMap(({ data }) => data.map(balance => [balance.asset, balance])))
      return JSON.stringify([...told.values()].sort((a, b) => (a.asset < b.asset ? -1 : 1))) === JSON.stringify(balances.items)
    })
    const portfolio = await alice.get<Portfolio>('/portfolio')
    const told = await socket.until<Portfolio>('user:portfolio', frames => frames.at(-1)!.data.equity === portfolio.equity)
    expect({ ...told.at(-1)!.data, at: '' }).toEqual({ ...portfolio, at: '' })
  })

  test('a reader that is cut again and again has the whole history in the end, nothing twice', async () => {
    const market = scriptedMarket()
    await using place = await world({ replace: [market.service] })
    market.show([['60000.00', '50.00000']], [['60000.01', '50.00000']])
    const alice = await place.person('alice')
    const cuts = 200
    const seen = { 'user:orders': new Map<number, Order>(), 'user:fills': new Map<number, Fill>() }
    const resume: Record<string, number> = {}
    let isTrading = true
    let trading: Promise<void> | undefined
    async function trade(): Promise<void> {
      for (let step = 0; isTrading; step++) {
        if (step % 3 === 0) await alice.cancels((await alice.buys(symbol, '0.00100', '50000.00')).id)
        else if (step % 3 === 1) await alice.buys(symbol, '0.00200')
        else await alice.sells(symbol, '0.00100')
      }
    }
    function take(socket: Socket): void {
      for (const channel of ['user:orders', 'user:fills'] as const) {
        for (const { type, seq, prev_seq, data } of socket.on<never>(channel)) {
          if (type === 'update') {
            expect(prev_seq).toBe(resume[channel])
            expect(seen[channel].has(seq)).toBe(false)
            seen[channel].set(seq, data)
          }
          resume[channel] = seq
        }
      }
    }
    for (let cut = 0; cut < cuts; cut++) {
      const socket = await openSocket(place.host.url)
      await socket.ask({ op: 'auth', token: alice.token })
      await socket.ask({ op: 'subscribe', channels: ['user:orders', 'user:fills'], resume })
      trading ??= trade()
      if (cut === 0) await socket.until('user:fills', frames => frames.length > 0)
      else await until('something new or a little while', () => socket.on('user:orders').length > cut % 3, 50).catch(() => undefined)
      socket.cut()
      await socket.closed
      take(socket)
    }
    isTrading = false
    await trading
    const orders = await pages<Order>(alice, '/orders')
    const fills = await pages<Fill>(alice, '/fills')
    const last = Math.max(...orders.map(({ seq }) => seq))
    await using socket = await socketOf(place, alice)
    await socket.ask({ op: 'subscribe', channels: ['user:orders', 'user:fills'], resume })
    await until('the rest', () => resume['user:orders'] === last || socket.on('user:orders').at(-1)?.seq === last)
    await until('the last fill', () => Math.max(resume['user:fills']!, socket.on('user:fills').at(-1)?.seq ?? 0) >= fills[0]!.seq)
    take(socket)
    const states = new Map([...seen['user:orders'].values()].map(order => [order.id, order]))
    expect([...states.values()].sort((a, b) => (a.id < b.id ? 1 : -1))).toEqual(orders)
    expect([...seen['user:fills'].values()].toReversed()).toEqual(fills)
    const received = [...seen['user:orders'].keys(), ...seen['user:fills'].keys()].sort((a, b) => a - b)
    expect(received).toEqual(Array.from({ length: last }, (_, index) => index + 1)) // the account's whole sequence
  }, 120_000)

  test('a restart of the platform is one more cut: what was missed comes after it', async () => {
    await using database = await freshDatabase()
    let last: number
    let alice: Person
    {
      const market = scriptedMarket()
      await using place = await world({ replace: [market.service], database })
      market.show([['60000.00', '1.00000']], [['60010.00', '1.00000']])
      alice = await place.person('alice')
      await using socket = await socketOf(place, alice)
      await socket.ask({ op: 'subscribe', channels: ['user:orders'] })
      await alice.buys(symbol, '0.10000')
      last = (await socket.until<Order>('user:orders', frames => frames.at(-1)!.data.status === 'filled')).at(-1)!.seq
      await socket[Symbol.asyncDispose]()
      await alice.buys(symbol, '0.01000', '50000.00')
    }
    await using place = await world({ replace: [scriptedMarket().service], database })
    await using socket = await openSocket(place.host.url)
    await socket.ask({ op: 'auth', token: alice.token })
    await socket.ask({ op: 'subscribe', channels: ['user:orders', 'user:portfolio'], resume: { 'user:orders': last } })
    const frames = await socket.until<Order>('user:orders', seen => seen.length === 2)
    expect(frames.map(({ type, prev_seq, data }) => [type, prev_seq, data.status])).toEqual([
      ['update', last, 'received'],
      ['update', last + 1, 'open'],
    ])
    const [portfolio] = await socket.until<Portfolio>('user:portfolio', seen => seen.length > 0)
    expect(portfolio!.data.fees_paid).not.toBe('0.00000000')
    await socket.ask({ op: 'subscribe', channels: ['user:fills'], resume: { 'user:fills': 10_000 } })
    expect((await socket.until<Fill[]>('user:fills', seen => seen.length > 0))[0]).toMatchObject({ type: 'snapshot', seq: last + 2 })
  })

  test("other people's channels are refused, and nobody's are open to nobody", async () => {
    const market = scriptedMarket()
    await using place = await world({ replace: [market.service] })
    market.show([['60000.00', '1.00000']], [['60010.00', '1.00000']])
    const [alice, bob] = [await place.person('alice'), await place.person('bob')]
    const { account_id: id } = await alice.get<Portfolio>('/portfolio')
    await using stranger = await openSocket(place.host.url)
    await using other = await socketOf(place, bob)
    for (const kind of ['orders', 'fills', 'balances', 'portfolio']) {
      expect((await stranger.ask({ op: 'subscribe', channels: [`user:${kind}`] })).problem?.code).toBe('UNAUTHENTICATED')
      expect((await other.ask({ op: 'subscribe', channels: [`user:${kind}:${id}`] })).problem?.code).toBe('UNKNOWN_ACCOUNT')
    }
    expect((await stranger.ask({ op: 'auth', token: 'not a token' })).problem?.code).toBe('UNAUTHENTICATED')
    expect((await other.ask({ op: 'auth', token: alice.token })).problem?.code).toBe('FORBIDDEN')
    await alice.buys(symbol, '0.10000')
    await other.ask({ op: 'subscribe', channels: ['user:orders'] })
    expect(JSON.stringify(other.on('user:orders'))).not.toContain(id)
    await using own = await socketOf(place, alice)
    await own.ask({ op: 'subscribe', channels: [`user:fills:${id}`] })
    expect((await own.until<Fill[]>(`user:fills:${id}`, frames => frames.length > 0))[0]!.data).toHaveLength(1)
  })
})

function listed(page: { readonly items: readonly Order[] }): Order[] {
  return page.items.toSorted((a, b) => a.seq - b.seq)
}
async function pages<T>(person: Person, path: string): Promise<T[]> {
  const items: T[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: { items: T[]; next_cursor: string | null } = await person.get(
      `${path}?limit=500${cursor === '' ? '' : `&cursor=${cursor}`}`,
    )
    items.push(...page.items)
    cursor = page.next_cursor
  }
  return items
}
