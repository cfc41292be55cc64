import { type ReactNode, useState } from 'react'
import type { Transaction } from '#contracts/routes/wallet'
import type { LedgerFilter } from '../../data/queries.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { Balances } from '../../features/blotter/balances.tsx'
import { saveFile, toCsv } from '../../features/blotter/csv.ts'
import { Ledger } from '../../features/blotter/ledger.tsx'
import { Positions } from '../../features/blotter/positions.tsx'
import { classes, IconButton, SelectField, Tabs } from '../../ui/index.ts'

type BookTab = 'positions' | 'balances' | 'ledger'
const ignore = (): void => undefined

/** What is held, in which lots, and every booking that led to it. */
export function Books(): ReactNode {
  const text = useText()
  const [tab, setTab] = useState<BookTab>('positions')
  const [shown, setShown] = useState<readonly object[]>([])
  return (
    <section
      aria-label={text('portfolio.books')}
      className={classes(
        'flex h-[26rem] flex-col rounded-lg border border-line bg-panel',
        tab !== 'ledger' && 'max-md:h-auto', // a long list scrolls by itself
      )}
    >
      <Tabs
        label={text('portfolio.books')}
        value={tab}
        onChange={setTab}
        actions={
          <IconButton
            icon="download"
            label={text('blotter.export')}
            aria-disabled={shown.length === 0}
            onClick={() => (shown.length === 0 ? undefined : saveFile(`tradecraft-${tab}.csv`, toCsv(shown)))}
          />
        }
        tabs={[
          {
            value: 'positions',
            label: text('blotter.positions'),
            content: <Positions symbol={undefined} onOrder={ignore} onShown={setShown} />,
          },
          {
            value: 'balances',
            label: text('blotter.balances'),
            content: <Balances symbol={undefined} onOrder={ignore} onShown={setShown} />,
          },
          { value: 'ledger', label: text('blotter.ledger'), content: <FilteredLedger onShown={setShown} /> },
        ]}
      />
    </section>
  )
}

const types: readonly Transaction['type'][] = ['grant', 'hold', 'release', 'trade', 'fee', 'rounding']
const everything = ''

function FilteredLedger({ onShown }: { readonly onShown: (rows: readonly object[]) => void }): ReactNode {
  const text = useText()
  const balances = useStore(useTerminal().account.balances)
  const [filter, setFilter] = useState<LedgerFilter>({})
  const assets = (balances ?? []).map(({ asset }) => ({ value: asset, label: asset }))
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-2">
        <SelectField
          isBare
          className="w-36"
          label={text('blotter.asset')}
          value={filter.asset ?? everything}
          options={[{ value: everything, label: text('portfolio.everyAsset') }, ...assets]}
          onChange={asset => setFilter(({ type }) => ({ ...(type && { type }), ...(asset === everything ? {} : { asset }) }))}
        />
        <SelectField
          isBare
          className="w-36"
          label={text('blotter.type')}
          value={filter.type ?? everything}
          options={[
            { value: everything, label: text('portfolio.everyType') },
            ...types.map(type => ({ value: type, label: text(`ledger.${type}`) })),
          ]}
          onChange={type => setFilter(({ asset }) => ({ ...(asset && { asset }), ...(type === everything ? {} : { type }) }))}
        />
        <p className="text-xs text-muted max-md:hidden">{text('portfolio.ledgerAbout')}</p>
      </div>
      <Ledger filter={filter} onShown={onShown} />
    </>
  )
}
