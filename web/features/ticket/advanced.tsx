import { type ReactNode, useState } from 'react'
import { useText } from '../../data/terminal.ts'
import { CheckField, Icon, SelectField, TextField } from '../../ui/index.ts'
import type { FieldsProps } from './amount-fields.tsx'
import { canHide, canPostOnly, type Draft, isList, lifeOf, livesOf } from './draft.ts'
import { FigureField, noteFor } from './figure-field.tsx'

const selfTrades = ['expire_taker', 'expire_maker', 'expire_both', 'decrement', 'none'] as const
const mayTake = (life: Draft['life']): boolean => life === 'ioc' || life === 'fok'

/** What few orders need: how long it lives, whether it may take, what it shows. */
export function Advanced(props: FieldsProps): ReactNode {
  const text = useText()
  const { refusals } = props
  const [isOpen, setOpen] = useState(false)
  const isAsked = refusals.some(({ field }) => field === 'display' || field === 'expires')
  return (
    <details
      open={isOpen || isAsked}
      onToggle={event => setOpen(event.currentTarget.open)}
      className="group rounded-md border border-line px-2.5 open:pb-2.5"
    >
      <summary className="flex h-8 list-none items-center justify-between text-xs text-muted hover:text-text">
        {text('ticket.advanced')}
        <span className="transition-transform group-open:rotate-180">
          <Icon name="down" size={14} />
        </span>
      </summary>
      <div className="flex flex-col gap-2.5">
        <LifeFields {...props} />
        <GuardFields {...props} />
      </div>
    </details>
  )
}

function LifeFields({ draft, refusals, onChange }: FieldsProps): ReactNode {
  const text = useText()
  const life = lifeOf(draft)
  return (
    <>
      <SelectField
        label={text('ticket.life')}
        value={life}
        options={livesOf(draft).map(value => ({ value, label: text(`ticket.life.${value}`) }))}
        onChange={next => onChange({ life: next, ...(mayTake(next) ? { isPostOnly: false } : {}) })}
      />
      {life === 'gtd' ? (
        <TextField
          label={text('ticket.expires')}
          type="datetime-local"
          value={draft.expires}
          onChange={expires => onChange({ expires })}
          error={noteFor('expires', refusals, onChange)}
        />
      ) : null}
      {canPostOnly(draft) ? (
        <CheckField
          label={text('ticket.postOnly')}
          hint={text('ticket.postOnlyHint')}
          isChecked={draft.isPostOnly}
          onChange={isPostOnly => onChange({ isPostOnly, ...(isPostOnly && mayTake(life) ? { life: 'gtc' } : {}) })}
        />
      ) : null}
    </>
  )
}

function GuardFields({ symbol, draft, refusals, onChange }: FieldsProps): ReactNode {
  const text = useText()
  return (
    <>
      {canHide(draft) ? (
        <FigureField
          label={text('ticket.display')}
          value={draft.display}
          placeholder={text('ticket.displayAll')}
          onChange={display => onChange({ display })}
          unit={symbol.base_asset}
          hint={text('ticket.displayHint')}
          error={noteFor('display', refusals, onChange)}
        />
      ) : null}
      {isList(draft) && draft.kind !== 'oto' ? (
        <SelectField
          label={text('ticket.contingency')}
          value={draft.contingency}
          options={(['oco', 'ouo'] as const).map(value => ({ value, label: text(`ticket.contingency.${value}`) }))}
          onChange={contingency => onChange({ contingency })}
        />
      ) : null}
      {draft.kind === 'oto' || draft.kind === 'bracket' ? (
        <SelectField
          label={text('ticket.start')}
          value={draft.start}
          options={(['full', 'partial'] as const).map(value => ({ value, label: text(`ticket.start.${value}`) }))}
          onChange={start => onChange({ start })}
        />
      ) : null}
      <SelectField
        label={text('ticket.selfTrade')}
        value={draft.selfTrade}
        options={selfTrades.map(value => ({ value, label: text(`ticket.selfTrade.${value}`) }))}
        onChange={selfTrade => onChange({ selfTrade })}
      />
    </>
  )
}
