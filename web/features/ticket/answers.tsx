import type { ReactNode } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import { isKnown } from '../../data/amounts.ts'
import { problemWords } from '../../data/problem-words.ts'
import { useText } from '../../data/terminal.ts'
import { classes, Money, Price, Quantity } from '../../ui/index.ts'
import type { Draft } from './draft.ts'
import { RefusalNote } from './figure-field.tsx'
import type { Refusal } from './refusals.ts'
import type { Preview } from './use-preview.ts'
import type { Sending } from './use-sending.ts'

interface PreviewProps {
  readonly preview: Preview
  /** What a size in quote comes to. */
  readonly quantity: string | undefined
  readonly symbol: MarketSymbol
}
/** What the order would set aside, cost, get and leave. */
export function PreviewList({ preview, quantity, symbol }: PreviewProps): ReactNode {
  const text = useText()
  if (preview.status === 'failed') {
    const { error } = preview
    return <p className="text-xs text-muted">{error === undefined ? text('ticket.preview.failed') : problemWords(text, error)}</p>
  }
  const reply = preview.status === 'none' ? undefined : preview.last
  const slippage = reply?.expected?.slippage_bps
  const rows: readonly (readonly [name: 'quantity' | 'hold' | 'fee' | 'after' | 'average' | 'slippage' | 'queue', value: ReactNode])[] = [
    ...(quantity === undefined ? [] : [['quantity', <Quantity key="quantity" value={quantity} asset={symbol.base_asset} />] as const]),
    ['hold', <Funds key="hold" amount={reply?.hold?.amount} asset={reply?.hold?.asset} symbol={symbol} />],
    ['fee', <Quantity key="fee" value={reply?.fee_estimate?.amount} asset={reply?.fee_estimate?.asset} />],
    ['after', <Funds key="after" amount={reply?.balance_after?.available} asset={reply?.balance_after?.asset} symbol={symbol} />],
    ['average', <Price key="average" value={reply?.expected?.average_price} />],
    ['slippage', isKnown(slippage) ? text('ticket.preview.bps', { bps: slippage }) : '–'],
    ['queue', <Quantity key="queue" value={reply?.queue_ahead} asset={symbol.base_asset} />],
  ]
  return (
    <dl
      aria-label={text('ticket.preview')}
      className={classes('grid grid-cols-[1fr_auto] gap-x-3 gap-y-0.5 text-xs', preview.status === 'loading' && 'opacity-60')}
      data-testid="preview"
    >
      {rows.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{text(`ticket.preview.${name}`)}</dt>
          <dd className="number text-right">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

interface FundsProps {
  readonly amount: string | undefined
  readonly asset: string | undefined
  readonly symbol: MarketSymbol
}
/** What there is of an asset: money to the cent, the exact amount on hover; anything else in full. */
export function Funds({ amount, asset, symbol }: FundsProps): ReactNode {
  return asset === symbol.quote_asset ? <Money value={amount} currency={asset} /> : <Quantity value={amount} asset={asset} />
}

interface OutcomeProps {
  readonly sending: Sending
  readonly refusals: readonly Refusal[]
  readonly onTake: (change: Partial<Draft>) => void
}
/** What became of the order. Refusals are read out here; what was accepted, by the notices. */
export function Outcome({ sending, refusals, onTake }: OutcomeProps): ReactNode {
  const general = refusals.filter(({ field }) => field === 'ticket')
  return (
    <>
      <div
        role="alert"
        className={sending.status === 'refused' ? 'rounded-md bg-bad-ground px-2.5 py-2 text-sm text-bad' : 'sr-only'}
        data-testid="refusal"
      >
        {sending.status === 'refused' ? sending.sentence : null}
      </div>
      {general.map(refusal => (
        <div key={refusal.sentence} className="text-xs text-bad">
          <RefusalNote refusal={refusal} onTake={onTake} />
        </div>
      ))}
      {sending.status === 'accepted' ? (
        <p className="number rounded-md bg-raised px-2.5 py-2 text-xs whitespace-normal" data-testid="accepted">
          {sending.sentence}
        </p>
      ) : null}
    </>
  )
}
