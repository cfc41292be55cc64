import { type ReactNode, useState } from 'react'
import type { placeOrder } from '#contracts/routes/orders'
import type { Position } from '#contracts/routes/portfolio'
import { floorTo, isZero } from '../../data/amounts.ts'
import { failureWords } from '../../data/problem-words.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { Button, Dialog } from '../../ui/index.ts'
import { useDesk } from '../desk/desk.ts'

export interface Closing {
  /** Sells what is free of a position at market, after a question. */
  close(position: Position): void
  closeAll(positions: readonly Position[]): void
  /** The question, to be put on the page. */
  readonly confirmation: ReactNode
}

/** Sells positions at market. What open orders hold is not sold: those are canceled first by whoever wants that. */
export function useClosing(): Closing {
  const text = useText()
  const { session, account, notices } = useTerminal()
  const { symbols, isArmed } = useDesk()
  const balances = useStore(account.balances) ?? []
  const [asked, setAsked] = useState<readonly Position[]>([])

  async function sell({ asset, symbol: name }: Position): Promise<void> {
    const symbol = symbols.find(listed => listed.symbol === name)
    const free = balances.find(balance => balance.asset === asset)?.available ?? '0'
    const quantity = symbol === undefined ? '0' : floorTo(free, symbol.step_size)
    if (symbol === undefined || isZero(quantity)) return notices.say({ tone: 'bad', sentence: text('blotter.nothingFree', { asset }) })
    const order = { symbol: symbol.symbol, side: 'sell', type: 'market', quantity } as const
    try {
      await account.sending(order, body => session.call<typeof placeOrder>('POST', '/orders', { body }))
    } catch (error) {
      notices.say({ tone: 'bad', sentence: failureWords(text, error, 'orders.notSent') })
    }
  }
  async function sellAll(positions: readonly Position[]): Promise<void> {
    setAsked([])
    await Promise.all(positions.map(sell))
  }
  const ask = (positions: readonly Position[]): void => (isArmed.get() ? void sellAll(positions) : setAsked(positions))
  return {
    close: position => ask([position]),
    closeAll: ask,
    confirmation: (
      <Dialog title={text('blotter.closeQuestion')} isOpen={asked.length > 0} onClose={() => setAsked([])}>
        <p className="mb-4">{text('blotter.closeAsk', { assets: asked.map(({ asset }) => asset).join(', ') })}</p>
        <div className="flex justify-end gap-2">
          <Button onClick={() => setAsked([])}>{text('common.cancel')}</Button>
          <Button tone="sell" onClick={() => void sellAll(asked)}>
            {text('blotter.closeNow')}
          </Button>
        </div>
      </Dialog>
    ),
  }
}
