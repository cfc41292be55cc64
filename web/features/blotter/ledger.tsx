import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Transaction } from '#contracts/routes/wallet'
import type { LedgerFilter } from '../../data/queries.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { usePages } from '../../data/use-pages.ts'
import type { Translate } from '../../i18n/texts.ts'
import { Clock, type Column, EmptyState, Lines, Moment, Quantity, rowHeights, Rows } from '../../ui/index.ts'
import type { ListProps } from './blotter.tsx'
import { useShown } from './use-shown.ts'

interface LedgerProps extends Pick<ListProps, 'onShown'> {
  /** Everything when absent. */
  readonly filter?: LedgerFilter
}
/** Every line of the account's ledger. */
export function Ledger({ onShown, filter }: LedgerProps): ReactNode {
  const text = useText()
  const { rows, loadMore, error } = usePages(useInfiniteQuery(useTerminal().queries.transactions(filter)))
  useShown(rows, onShown)
  return (
    <Rows
      testId="ledger"
      label={text('blotter.ledger')}
      rows={rows}
      columns={columnsOf(text)}
      narrow={{ columns: narrowColumns(text), rowHeight: rowHeights.two }}
      keyOf={({ id }) => id}
      onEnd={loadMore}
      error={error}
      empty={<EmptyState title={text('blotter.ledgerEmpty')} />}
    />
  )
}

function columnsOf(text: Translate): readonly Column<Transaction>[] {
  return [
    { key: 'time', width: '72px', title: text('blotter.time'), cell: ({ created_at: at }) => <Clock at={at} /> },
    { key: 'type', title: text('blotter.type'), cell: ({ type }) => text(`ledger.${type}`) },
    { key: 'bucket', title: text('blotter.bucket'), cell: ({ bucket }) => text(`ledger.bucket.${bucket}`) },
    {
      key: 'amount',
      align: 'right',
      title: text('blotter.amount'),
      cell: ({ amount, asset }) => <Quantity value={amount} asset={asset} />,
    },
    {
      key: 'after',
      align: 'right',
      title: text('blotter.after'),
      cell: ({ balance_after: after, asset }) => <Quantity value={after} asset={asset} />,
    },
  ]
}

/** On a phone: what was booked, and what it left. */
function narrowColumns(text: Translate): readonly Column<Transaction>[] {
  return [
    {
      key: 'entry',
      title: text('blotter.entry'),
      cell: ({ type, bucket, created_at: at }) => (
        <Lines
          first={text(`ledger.${type}`)}
          rest={[
            <span key="when">
              <Moment at={at} /> · {text(`ledger.bucket.${bucket}`)}
            </span>,
          ]}
        />
      ),
    },
    {
      key: 'amount',
      width: '140px',
      align: 'right',
      title: text('blotter.amountAfter'),
      cell: ({ amount, asset, balance_after: after }) => (
        <Lines first={<Quantity value={amount} asset={asset} />} rest={[<Quantity key="after" value={after} asset={asset} />]} />
      ),
    },
  ]
}
