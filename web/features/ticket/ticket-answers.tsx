import type { ReactNode } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import { isKnown } from '../../data/amounts.ts'
import { Price, Quantity } from '../../ui/index.ts'
import type { Draft } from './draft.ts'
import type { Refusal } from './refusals.ts'
import type { Preview } from './use-preview.ts'
import type { Sending } from './use-sending.ts'

interface PreviewProps {
  readonly preview: Preview
  /** What a size in quote comes to. */
  readonly quantity: string | undefined
  readonly symbol: MarketSymbol
}
/** What the order would set aside, cost and get. */
export function PreviewList({ preview, quantity, symbol }: PreviewProps): ReactNode {
  if (preview.status === 'failed') return <p className="muted small">{preview.detail}</p>
  const reply = preview.status === 'none' ? undefined : preview.last
  const slippage = reply?.expected?.slippage_bps
  const rows: readonly (readonly [string, ReactNode])[] = [
    ...(quantity !== undefined ? [['Quantity', <Amount key="quantity" amount={quantity} asset={symbol.base_asset} />] as const] : []),
    ['Set aside', <Amount key="hold" amount={reply?.hold?.amount} asset={reply?.hold?.asset} />],
    ['Fee, at most', <Amount key="fee" amount={reply?.fee_estimate?.amount} asset={reply?.fee_estimate?.asset} />],
    ['Expected average', <Price key="average" value={reply?.expected?.average_price} />],
    ['Slippage', isKnown(slippage) ? `${slippage} bps` : '–'],
    ['Waits behind', <Amount key="queue" amount={reply?.queue_ahead} asset={symbol.base_asset} />],
  ]
  return (
    <dl className={`pairs preview ${preview.status === 'loading' ? 'is-old' : ''}`} data-testid="preview">
      {rows.map(([name, value]) => (
        <div key={name} className="pair">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Amount({ amount, asset }: { readonly amount: string | null | undefined; readonly asset: string | undefined }): ReactNode {
  return (
    <>
      <Quantity value={amount} />
      {isKnown(amount) ? <span className="unit"> {asset}</span> : null}
    </>
  )
}

interface RefusalProps {
  readonly refusal: Refusal
  readonly onTake: (change: Partial<Draft>) => void
}
/** A broken rule and the button that mends it. */
export function RefusalNote({ refusal, onTake }: RefusalProps): ReactNode {
  const { sentence, offer } = refusal
  return (
    <span className="refusal">
      <span>{sentence}</span>
      {offer === undefined ? null : (
        <button type="button" className="button is-small" onClick={() => onTake(offer.change)}>
          {offer.label}
        </button>
      )}
    </span>
  )
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
      <div role="alert" className={sending.status === 'refused' ? 'error outcome' : 'sr-only'} data-testid="refusal">
        {sending.status === 'refused' ? sending.sentence : null}
      </div>
      {general.map(refusal => (
        <div key={refusal.sentence} className="error">
          <RefusalNote refusal={refusal} onTake={onTake} />
        </div>
      ))}
      {sending.status === 'accepted' ? (
        <p className="outcome is-accepted" data-testid="accepted">
          {sending.sentence}
        </p>
      ) : null}
    </>
  )
}
