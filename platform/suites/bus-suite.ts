/** What every bus promises, whatever carries it. */
import { expect, test } from 'vitest'
import type { Bus } from '#platform/ports'
import { until } from '#testing/until'

export interface OpenBuses extends AsyncDisposable {
  /** Two ends of one bus: of two processes where there are two, else the same one twice. */
  readonly one: Bus
  readonly two: Bus
  /** What the bus reported to its owner. */
  readonly errors: readonly unknown[]
}

export function busSuite(open: () => Promise<OpenBuses>): void {
  test('a wake-up reaches every reader of that owner and nobody else', async () => {
    await using buses = await open()
    const woken: string[] = []
    buses.one.onWake('trading', stream => woken.push(`one ${stream}`))
    buses.two.onWake('trading', stream => woken.push(`two ${stream}`))
    buses.two.onWake('wallet', stream => woken.push(`stranger ${stream}`))
    buses.one.wake('trading', 'orders.0')
    await until('both ends are woken', () => woken.length === 2)
    expect(woken.toSorted()).toEqual(['one orders.0', 'two orders.0'])
  })

  test('messages of one publisher arrive whole and in order, small and large ones mixed, at both ends', async () => {
    await using buses = await open()
    const sent = Array.from({ length: 300 }, (_, n) => ({ n, text: n % 7 === 0 ? 'ü"\\\n'.repeat(6_000) : `small ${n}` }))
    const heard = { one: [] as unknown[], two: [] as unknown[] }
    buses.one.hear('market', message => heard.one.push(message))
    buses.two.hear('market', message => heard.two.push(message))
    for (const message of sent) buses.one.publish('market', message)
    await until('everything arrived', () => heard.one.length + heard.two.length >= 2 * sent.length)
    expect(heard.one).toEqual(sent)
    expect(heard.two).toEqual(sent)
  })

  test('a publisher is never called back within its own turn', async () => {
    await using buses = await open()
    let heard = 0
    buses.one.hear('market', () => heard++)
    buses.one.publish('market', 1)
    expect(heard).toBe(0)
    await until('it is heard', () => heard === 1)
  })

  test('a reader that throws is reported and keeps nothing from the others', async () => {
    await using buses = await open()
    const heard: unknown[] = []
    buses.one.hear('market', () => {
      throw new Error('a broken reader')
    })
    buses.one.hear('market', message => heard.push(message))
    buses.one.publish('market', 1)
    buses.one.publish('market', 2)
    await until('the good reader heard both', () => heard.length === 2)
    expect(heard).toEqual([1, 2])
    expect(buses.errors.map(String)).toEqual(['Error: a broken reader', 'Error: a broken reader'])
  })

  test('whoever unsubscribed hears no more, and the others go on', async () => {
    await using buses = await open()
    const heard: string[] = []
    const leave = buses.one.hear('market', () => heard.push('left'))
    buses.one.hear('market', () => heard.push('stayed'))
    leave()
    buses.two.publish('market', 1)
    await until('the other one hears it', () => heard.length > 0)
    expect(heard).toEqual(['stayed'])
  })

  test('a closed bus takes messages without a word and loses none it had', async () => {
    const heard: unknown[] = []
    {
      await using buses = await open()
      buses.two.hear('market', message => heard.push(message))
      for (let n = 0; n < 50; n++) buses.one.publish('market', n)
      await buses.one[Symbol.asyncDispose]()
      buses.one.publish('market', 'late')
      buses.one.wake('trading', 'late')
      await until('what was published before is heard', () => heard.length >= 50)
    }
    expect(heard).toEqual(Array.from({ length: 50 }, (_, n) => n))
  })
}
