import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react'
import type { MarketSymbol, TickerWithSparkline } from '#contracts/routes/market'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { classes, Icon, linkLooks, Pnl, Popover, Price } from '../../ui/index.ts'
import { useDesk } from '../desk/desk.ts'
import { type Favourites, useFavourites } from './use-favourites.ts'

/** The symbol, and behind it all others to search in. */
export function SymbolPicker(): ReactNode {
  const text = useText()
  const { symbol, isPickerOpen } = useDesk()
  const isOpen = useStore(isPickerOpen)
  return (
    <Popover
      label={text('symbols.pick')}
      isOpen={isOpen}
      onOpenChange={open => isPickerOpen.set(open)}
      trigger={
        <button
          type="button"
          className="flex h-9 items-center gap-2 rounded-md border border-line bg-raised px-3 text-base font-semibold hover:border-line-strong"
        >
          {symbol.base_asset}
          <span className="-ml-1.5 font-normal text-muted">/{symbol.quote_asset}</span>
          <span className="sr-only">{text('symbols.another')}</span>
          <Icon name="down" size={14} />
        </button>
      }
    >
      <SymbolSearch onDone={() => isPickerOpen.set(false)} />
    </Popover>
  )
}

function SymbolSearch({ onDone }: { readonly onDone: () => void }): ReactNode {
  const text = useText()
  const id = useId()
  const { symbols, symbol } = useDesk()
  const navigate = useNavigate()
  const tickers = useQuery({ ...useTerminal().queries.tickers(), staleTime: 0 })
  const [typed, setTyped] = useState('')
  const favourites = useFavourites()
  const found = findSymbols(symbols, typed, favourites)
  const [at, setAt] = useState(0)
  const chosen = found[Math.min(at, found.length - 1)]
  function go({ symbol: name }: MarketSymbol): void {
    onDone()
    void navigate({ to: '/trade/$symbol', params: { symbol: name } })
  }
  function move(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      setAt(Math.max(0, Math.min(found.length - 1, at + step)))
    }
    if (event.key === 'Enter' && chosen !== undefined) go(chosen)
  }
  return (
    <div className="flex w-80 max-w-[calc(100vw-3rem)] flex-col gap-2">
      <div className="flex h-9 items-center gap-2 rounded-md border border-line bg-ground px-2.5 text-muted has-focus-visible:border-accent">
        <Icon name="search" />
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={chosen === undefined ? undefined : `${id}-${chosen.symbol}`}
          aria-label={text('symbols.pick')}
          placeholder={text('symbols.pick')}
          value={typed}
          onChange={event => {
            setTyped(event.target.value)
            setAt(0)
          }}
          onKeyDown={move}
          className="min-w-0 flex-1 bg-transparent text-text outline-none placeholder:text-muted"
        />
      </div>
      <div id={id} role="listbox" aria-label={text('symbols.list')} className="max-h-80 overflow-y-auto">
        {found.map(listed => (
          <div
            key={listed.symbol}
            id={`${id}-${listed.symbol}`}
            role="option"
            aria-selected={listed === chosen}
            onClick={() => go(listed)}
            onMouseEnter={() => setAt(found.indexOf(listed))}
            className={classes(
              'grid cursor-pointer grid-cols-[1fr_auto_80px] items-center gap-3 rounded-md px-2 py-1.5 text-sm',
              listed === chosen && 'bg-hover',
            )}
          >
            <SymbolName symbol={listed} isShown={listed.symbol === symbol.symbol} isFavourite={favourites.has(listed.symbol)} />
            <TickerFigures ticker={tickers.data?.find(({ symbol: name }) => name === listed.symbol)} />
          </div>
        ))}
        {found.length === 0 ? <p className="px-2 py-4 text-center text-xs text-muted">{text('symbols.none')}</p> : null}
      </div>
      <Link to="/markets" onClick={onDone} className={classes(linkLooks.small, 'w-full')}>
        {text('symbols.allMarkets')}
      </Link>
    </div>
  )
}

/** Symbols with these letters, favourites first. */
function findSymbols(symbols: readonly MarketSymbol[], typed: string, favourites: Favourites): readonly MarketSymbol[] {
  return symbols
    .filter(({ symbol }) => symbol.includes(typed.trim().toUpperCase().replace('/', '')))
    .toSorted((one, other) => Number(favourites.has(other.symbol)) - Number(favourites.has(one.symbol)))
}

interface SymbolNameProps {
  readonly symbol: MarketSymbol
  readonly isShown: boolean
  readonly isFavourite: boolean
}
function SymbolName({ symbol, isShown, isFavourite }: SymbolNameProps): ReactNode {
  return (
    <span className={classes('flex items-center gap-1', isShown && 'font-semibold')}>
      <span>
        {symbol.base_asset}
        <span className="text-muted">/{symbol.quote_asset}</span>
      </span>
      {isFavourite ? (
        <span className="text-warning [&_path]:fill-current">
          <Icon name="star" size={12} />
        </span>
      ) : null}
    </span>
  )
}

function TickerFigures({ ticker }: { readonly ticker: TickerWithSparkline | undefined }): ReactNode {
  return (
    <>
      <span className="text-right text-xs">
        <Price value={ticker?.last_price} />
      </span>
      <span className="text-right text-xs">
        <Pnl value={ticker?.change_percent_24h} unit=" %" />
      </span>
    </>
  )
}
