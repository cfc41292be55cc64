import { useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useMemo } from 'react'
import { useText } from '../../data/terminal.ts'
import { mediumColumns, narrowColumns, wideColumns } from '../../features/markets/market-columns.tsx'
import { type MarketRow, shownRows } from '../../features/markets/market-rows.ts'
import { orderOf, pressed, sortKeys } from '../../features/markets/market-search.ts'
import { useFavourites } from '../../features/symbols/use-favourites.ts'
import { Button, EmptyState, Rows } from '../../ui/index.ts'

const rowHeight = 44
const narrowRowHeight = 54

/** The markets of the chosen view, sorted by the title that was pressed. A row leads to its market. */
export function MarketList({ rows }: { readonly rows: readonly MarketRow[] }): ReactNode {
  const text = useText()
  const search = useSearch({ from: '/markets' })
  const navigate = useNavigate({ from: '/markets' })
  const { list: favourites } = useFavourites()
  const shown = useMemo(() => shownRows(rows, search, favourites), [rows, search, favourites])
  const order = orderOf(search)
  function sortBy(title: string): void {
    const key = sortKeys.find(known => known === title)
    if (key !== undefined) void navigate({ search: before => ({ ...before, sort: pressed(order, key) }), replace: true })
  }
  return (
    <Rows
      testId="markets"
      label={text('markets.list')}
      rows={shown}
      columns={wideColumns(text)}
      rowHeight={rowHeight}
      medium={{ columns: mediumColumns(text), rowHeight }}
      narrow={{ columns: narrowColumns(text), rowHeight: narrowRowHeight }}
      sorting={{ ...order, onSort: sortBy }}
      keyOf={({ symbol }) => symbol.symbol}
      onOpen={({ symbol }) => void navigate({ to: '/trade/$symbol', params: { symbol: symbol.symbol } })}
      empty={<Nothing isListed={rows.length > 0} />}
    />
  )
}

function Nothing({ isListed }: { readonly isListed: boolean }): ReactNode {
  const text = useText()
  const { find, view } = useSearch({ from: '/markets' })
  const navigate = useNavigate({ from: '/markets' })
  const showAll = (
    <Button size="small" onClick={() => void navigate({ search: {}, replace: true })}>
      {text('markets.showAll')}
    </Button>
  )
  if (!isListed) return <EmptyState title={text('home.noMarket')} />
  if (find !== undefined)
    return (
      <EmptyState title={text('markets.notFound', { find })} action={showAll}>
        {text('markets.notFoundHint')}
      </EmptyState>
    )
  const key = view ?? 'favourites'
  return (
    <EmptyState title={text(`markets.empty.${key}`)} action={showAll}>
      {text(`markets.empty.${key}.hint`)}
    </EmptyState>
  )
}
