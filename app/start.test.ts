import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Order } from '#contracts/routes/orders'
import { type Api, type Person, personOf, registerPerson, password } from '#testing/people'
import { type Program, startProgram } from '#testing/program'
import { until } from '#testing/until'
import type { TokenPair } from '#contracts/routes/auth'

const home = mkdtempSync(join(tmpdir(), 'tradecraft-start-'))
chmodSync(home, 0o711)
const data = join(home, 'data')
const isRoot = process.getuid?.() === 0
const asNobody = isRoot ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--'] : []
const exitBadConfig = 78
const exitRefused = 69
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** Its only words beside the ones about the database are one sentence for people. */
async function expectRefused(program: Program, sentence: RegExp): Promise<void> {
  const { code } = await program.ended
  const words = program.said().filter(line => line !== 'starting the database …' && line !== 'stopped')
  expect([code, words]).toEqual([exitRefused, [expect.stringMatching(sentence)]])
}

describe('a start that cannot be', () => {
  test('names every variable that is wrong, all at once', async () => {
    const wrong = {
      PORT: '99999',
      LOG_LEVEL: 'loud',
      DATABASE_URL: 'mysql://here',
      BUS_URL: 'kafka:',
      TRADECRAFT_SERVICES: 'auth,nobody',
      FEED_URL: 'bloomberg:',
    }
    const program = startProgram(wrong)
    expect((await program.ended).code).toBe(exitBadConfig)
    expect(program.said()).toHaveLength(Object.keys(wrong).length)
    for (const [name, value] of Object.entries(wrong))
      expect(program.said()).toContainEqual(expect.stringMatching(new RegExp(`^${name} must be .+, not "${value}"$`)))
  })

  test('a folder for the data that this user may not write to', async () => {
    const closed = join(home, 'closed')
    mkdirSync(closed, { mode: 0o555 })
    await expectRefused(startProgram({ DATA_DIR: join(closed, 'data') }, asNobody), /closed.*DATA_DIR/)
  })

  test('a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await until('the other program listens', () => other.listening)
    const port = String((other.address() as { port: number }).port)
    await expectRefused(startProgram({ DATA_DIR: data, PORT: port }), new RegExp(`^Port ${port} .*taken.*PORT=`))
    other.close()
  })

  test('a part of the services without a bus between processes', async () => {
    await expectRefused(startProgram({ DATA_DIR: data, TRADECRAFT_SERVICES: 'auth,wallet' }), /BUS_URL=postgres:/)
  })

  test('a recording that is not there', async () => {
    const missing = join(home, 'nothing.gz')
    await expectRefused(startProgram({ DATA_DIR: data, FEED_URL: `replay:${missing}` }), new RegExp(missing))
  })

  test('a second one on the same data: the first one goes on', async () => {
    await using first = startProgram({ DATA_DIR: data })
    const api = await first.ready
    await expectRefused(startProgram({ DATA_DIR: data }), new RegExp(`process ${first.child.pid}.*is already using.*DATA_DIR`))
    expect((await api.call('GET', '/status')).status).toBe(200)
  })
})

const limits = { RATE_LIMIT_USER: '10000000', RATE_LIMIT_SIGN_IN: '10000000', RATE_LIMIT_ADDRESS: '10000000' }
const people = 5
const ordersEach = 10

/** Sends orders one after another until the platform takes no more; keeps what it acknowledged. */
async function trade(person: Person, acknowledged: Map<string, Order>, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    try {
      const reply = await person.send({ symbol: 'BTCUSDT', side: 'buy', type: 'limit', quantity: '0.00100', price: '20000.00' })
      if (reply.status === 201 || reply.status === 202) acknowledged.set(reply.body.id, reply.body)
    } catch {
      return // the line was cut
    }
  }
}
async function ordersOf(person: Person): Promise<Set<string>> {
  const ids = new Set<string>()
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: { items: Order[]; next_cursor: string | null } = await person.get(
      `/orders?limit=500${cursor === '' ? '' : `&cursor=${cursor}`}`,
    )
    for (const { id } of page.items) ids.add(id)
    cursor = page.next_cursor
  }
  return ids
}
async function again(api: Api, { name, username }: Person): Promise<Person> {
  return personOf(api, name, (await api.call<TokenPair>('POST', '/auth/login', { body: { login: username, password } })).body)
}

test('told to stop under the load of 50 concurrent orders: it ends in order, and what was acknowledged is there after the next start', async () => {
  const acknowledged: Map<string, Order>[] = Array.from({ length: people }, () => new Map<string, Order>())
  const count = (): number => acknowledged.reduce((sum, { size }) => sum + size, 0)
  const folder = join(home, 'loaded')
  let traders: Person[] = []
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const since = performance.now()
    const program = startProgram({ DATA_DIR: folder, ...limits })
    const api = await program.ready
    const startMs = performance.now() - since
    traders = await Promise.all(
      acknowledged.map((_, index) => (traders[index] === undefined ? registerPerson(api, `p${index}`) : again(api, traders[index]))),
    )
    await expectStored(traders, acknowledged)
    const before = count()
    let isOver = false
    const trading = traders.flatMap((person, index) =>
      Array.from({ length: ordersEach }, () => trade(person, acknowledged[index]!, () => isOver)),
    )
    await until('orders flow', () => count() > before + 300)
    const ended = await program.stop(signal)
    isOver = true
    await Promise.all(trading)
    process.stdout.write(
      `ready after ${startMs.toFixed(0)} ms, ${count() - before} orders acknowledged, ended ${ended.afterMs.toFixed(0)} ms after ${signal}\n`,
    )
    expect([ended.code, program.said().at(-1)]).toEqual([0, 'stopped'])
    expect(ended.afterMs).toBeLessThan(7_000) // at 8 s it would leave whatever is under way
  }
  const since = performance.now()
  await using last = startProgram({ DATA_DIR: folder, ...limits })
  const api = await last.ready
  process.stdout.write(`warm start: ready after ${(performance.now() - since).toFixed(0)} ms\n`)
  await expectStored(await Promise.all(traders.map(person => again(api, person))), acknowledged)
})

async function expectStored(traders: readonly Person[], acknowledged: readonly ReadonlyMap<string, Order>[]): Promise<void> {
  for (const [index, person] of traders.entries()) {
    const stored = await ordersOf(person)
    expect([...acknowledged[index]!.keys()].filter(id => !stored.has(id))).toEqual([])
  }
}

test('the database killed under a running platform: requests are told to come back, and then everything works again', async () => {
  await using program = startProgram({ DATA_DIR: data, ...limits })
  const api = await program.ready
  const alice = await registerPerson(api, 'alice')
  const resting = await alice.buys('BTCUSDT', '0.01000', '20000.00')
  const answers: (readonly [status: number, retryAfter: string | null])[] = []
  let isOver = false
  async function ask(method: string, path: string, body?: object): Promise<void> {
    while (!isOver) {
      const reply = await api.call(method, path, { token: alice.token, ...(body === undefined ? {} : { body }) })
      answers.push([reply.status, reply.headers.get('retry-after')])
    }
  }
  const order = { symbol: 'BTCUSDT', side: 'buy', type: 'limit', quantity: '0.00100', price: '20000.00' }
  const asking = [ask('GET', '/orders'), ask('GET', '/wallet/balances'), ask('POST', '/orders', order), ask('GET', '/auth/sessions')]
  await until('all is well', () => answers.length > 50)
  const postmaster = Number(readFileSync(join(data, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])
  process.kill(postmaster, 'SIGKILL')
  await until('somebody is told to come back', () => answers.some(([status]) => status === 503))
  await until(
    'orders are taken and settled again',
    async () => (await alice.send({ ...order, side: 'buy', type: 'limit' })).status === 201,
    30_000,
  )
  isOver = true
  await Promise.all(asking)
  const statuses = new Set(answers.map(([status]) => status))
  expect([...statuses].filter(status => ![200, 201, 202, 503].includes(status))).toEqual([])
  expect(answers.filter(([status, retryAfter]) => status === 503 && !/^[1-9]\d*$/.test(retryAfter ?? ''))).toEqual([])
  expect((await alice.cancels(resting.id)).body.status).toBe('canceled')
  expect((await alice.buys('BTCUSDT', '0.00100')).status).toBe('filled')
})
