import { useEffect } from 'react'
import type { cancelOrder } from '#contracts/routes/orders'
import { readAmount, stepBy } from '../../data/amounts.ts'
import type { Command } from '../../data/commands.ts'
import { intervals, priceNow } from '../../data/market.ts'
import { failureWords } from '../../data/problem-words.ts'
import { presets } from '../../data/settings.ts'
import { type Terminal, useTerminal } from '../../data/terminal.ts'
import { cancelAll } from '../orders/use-order-actions.ts'
import { hasPrice } from '../ticket/draft.ts'
import { sizedTo } from '../ticket/sizing.ts'
import { type Desk, useDesk } from './desk.ts'

/** Offers what the trading screen can do, by keys and in the palette. */
export function useDeskCommands(): void {
  const terminal = useTerminal()
  const desk = useDesk()
  useEffect(
    () => terminal.commands.add([...ticketCommands(desk, terminal), ...orderCommands(desk, terminal), ...viewCommands(desk, terminal)]),
    [desk, terminal],
  )
}

const parts = [25, 50, 75, 100] as const

function ticketCommands({ draft, symbol, isArmed, isTicketOpen }: Desk, { account, marketOf }: Terminal): readonly Command[] {
  const change = (part: Partial<ReturnType<typeof draft.get>>): void => draft.set({ ...draft.get(), ...part })
  const move = (ticks: number): void => {
    const now = draft.get()
    const market = marketOf(symbol.symbol)
    const start = readAmount(now.price) ?? priceNow(market.ticker.get()) ?? market.book.get()?.levels(now.side, 1)[0]?.[0]
    if (start !== undefined && hasPrice(now)) change({ price: stepBy(start, symbol.tick_size, ticks) })
  }
  const take = (percent: number): void => {
    const balances = account.balances.get()
    if (balances === undefined) return // a part of what is not known yet would be nothing
    change(sizedTo(percent, draft.get(), { symbol, balances, last: priceNow(marketOf(symbol.symbol).ticker.get()) }) ?? {})
  }
  return [
    { id: 'buy', label: 'commands.buy', run: () => change({ side: 'buy' }) },
    { id: 'sell', label: 'commands.sell', run: () => change({ side: 'sell' }) },
    { id: 'limit', label: 'commands.limit', run: () => change({ kind: 'limit' }) },
    { id: 'market', label: 'commands.market', run: () => change({ kind: 'market' }) },
    ...parts.map((percent): Command => ({
      id: `part${percent}`,
      label: 'commands.part',
      values: { percent: String(percent) },
      isKeyOnly: true,
      run: () => take(percent),
    })),
    { id: 'priceUp', label: 'commands.priceUp', isKeyOnly: true, run: () => move(1) },
    { id: 'priceDown', label: 'commands.priceDown', isKeyOnly: true, run: () => move(-1) },
    { id: 'priceUpTen', label: 'commands.priceUpTen', isKeyOnly: true, run: () => move(10) },
    { id: 'priceDownTen', label: 'commands.priceDownTen', isKeyOnly: true, run: () => move(-10) },
    {
      id: 'submit',
      label: 'commands.submit',
      isKeyOnly: true,
      run: () => (isArmed.get() ? document.querySelector<HTMLFormElement>('form[data-testid="ticket"]')?.requestSubmit() : undefined),
    },
    {
      id: 'clear',
      label: 'commands.clear',
      isKeyOnly: true,
      run: () => (isTicketOpen.get() ? isTicketOpen.set(false) : change({ price: '', size: '' })),
    },
    { id: 'arm', label: 'commands.arm', run: () => isArmed.set(!isArmed.get()) },
  ]
}

function orderCommands({ symbol, chosenOrder }: Desk, { session, notices, texts }: Terminal): readonly Command[] {
  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      notices.say({ tone: 'bad', sentence: failureWords(texts.translate.get(), error, 'orders.notSent') })
    }
  }
  return [
    {
      id: 'cancelChosen',
      label: 'commands.cancelChosen',
      isKeyOnly: true,
      run: () => {
        const id = chosenOrder.get()
        if (id !== undefined) void attempt(() => session.call<typeof cancelOrder>('DELETE', '/orders/:id', { params: { id } }))
      },
    },
    {
      id: 'cancelSymbol',
      label: 'blotter.cancelSymbol',
      values: { symbol: symbol.symbol },
      run: () => void attempt(() => cancelAll(session, symbol.symbol)),
    },
    {
      id: 'cancelAll',
      label: 'blotter.cancelAll',
      run: () => void attempt(() => cancelAll(session)),
    },
  ]
}

function viewCommands({ interval, isPickerOpen }: Desk, { settings }: Terminal): readonly Command[] {
  const step = (by: number): void => {
    const next = intervals[intervals.indexOf(interval.get()) + by]
    if (next !== undefined) interval.set(next)
  }
  return [
    { id: 'symbols', label: 'symbols.pick', run: () => isPickerOpen.set(true) },
    { id: 'shorter', label: 'commands.shorter', isKeyOnly: true, run: () => step(-1) },
    { id: 'longer', label: 'commands.longer', isKeyOnly: true, run: () => step(1) },
    ...presets.map((preset): Command => ({
      id: `layout-${preset}`,
      label: `layout.${preset}`,
      run: () => settings.set({ ...settings.get(), preset }),
    })),
  ]
}
