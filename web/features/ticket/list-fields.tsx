import type { ReactNode } from 'react'
import { useText } from '../../data/terminal.ts'
import { Choice, SelectField } from '../../ui/index.ts'
import type { FieldsProps } from './amount-fields.tsx'
import { type Draft, hasLoss, hasProfit } from './draft.ts'
import { FigureField, noteFor } from './figure-field.tsx'

interface PartProps {
  readonly draft: Draft
  readonly onChange: (part: Partial<Draft>) => void
}
/** How a list begins. */
export function EntryChoice({ draft, onChange }: PartProps): ReactNode {
  const text = useText()
  return (
    <Choice
      size="small"
      label={text('ticket.entry')}
      value={draft.entry}
      options={[
        { value: 'limit', label: text('ticket.kind.limit') },
        { value: 'market', label: text('ticket.kind.market') },
      ]}
      onChange={entry => onChange({ entry })}
    />
  )
}

/** How it ends: where the profit is taken, where the loss is stopped. */
export function ExitFields({ symbol, draft, refusals, onChange }: FieldsProps): ReactNode {
  const text = useText()
  const quote = symbol.quote_asset
  const noteOn = (field: keyof Draft): ReactNode => noteFor(field, refusals, onChange)
  return (
    <>
      {draft.kind === 'oto' ? (
        <Choice
          size="small"
          label={text('ticket.exit')}
          value={draft.exit}
          options={[
            { value: 'profit', label: text('ticket.exit.profit') },
            { value: 'loss', label: text('ticket.exit.loss') },
          ]}
          onChange={exit => onChange({ exit })}
        />
      ) : null}
      {hasProfit(draft) ? (
        <FigureField
          label={text('ticket.profit')}
          value={draft.profit}
          step={symbol.tick_size}
          onChange={profit => onChange({ profit })}
          unit={quote}
          error={noteOn('profit')}
        />
      ) : null}
      {hasLoss(draft) ? (
        <>
          <FigureField
            label={text('ticket.loss')}
            value={draft.loss}
            step={symbol.tick_size}
            onChange={loss => onChange({ loss })}
            unit={quote}
            error={noteOn('loss')}
          />
          <FigureField
            label={text('ticket.lossLimit')}
            value={draft.lossLimit}
            step={symbol.tick_size}
            placeholder={text('ticket.atMarket')}
            onChange={lossLimit => onChange({ lossLimit })}
            unit={quote}
            error={noteOn('lossLimit')}
          />
        </>
      ) : null}
    </>
  )
}

/** What a pegged order takes its price from. */
export function PegFields({ draft, onChange, error }: PartProps & { readonly error: ReactNode }): ReactNode {
  const text = useText()
  return (
    <>
      <SelectField
        label={text('ticket.peg')}
        value={draft.peg}
        options={[
          { value: 'primary', label: text('ticket.peg.primary') },
          { value: 'market', label: text('ticket.peg.market') },
        ]}
        onChange={peg => onChange({ peg })}
      />
      <FigureField
        label={text('ticket.pegOffset')}
        value={draft.pegOffset}
        placeholder="0"
        onChange={pegOffset => onChange({ pegOffset })}
        unit=""
        error={error}
      />
    </>
  )
}
