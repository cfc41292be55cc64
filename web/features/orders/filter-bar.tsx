import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { dayOf, isEverything, type OrderFilter, type OrderSpan, orderSpans } from '../../data/order-filter.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { Button, DateField, SelectField } from '../../ui/index.ts'
import { SaveFilter } from './saved-filters.tsx'

interface FilterBarProps {
  readonly filter: OrderFilter
  readonly onChange: (filter: OrderFilter) => void
}
const everything = ''
const field = 'w-44 max-md:w-auto max-md:min-w-0'

/** Which orders are shown: what the platform itself can filter by. */
export function FilterBar({ filter, onChange }: FilterBarProps): ReactNode {
  const text = useText()
  const symbols = useQuery(useTerminal().queries.symbols())
  const names = (symbols.data ?? []).map(({ symbol }) => symbol)
  const known = filter.symbol === undefined || names.includes(filter.symbol) ? names : [filter.symbol, ...names]
  const change = (part: OrderFilter): void => onChange({ ...filter, ...part })
  return (
    <div role="group" aria-label={text('orders.filter')} className="grid grid-cols-2 items-center gap-2 md:flex md:flex-wrap">
      <SelectField
        isBare
        className={field}
        label={text('blotter.symbol')}
        value={filter.symbol ?? everything}
        options={[{ value: everything, label: text('orders.everySymbol') }, ...known.map(name => ({ value: name, label: name }))]}
        onChange={symbol => change({ symbol: symbol === everything ? undefined : symbol })}
      />
      <SelectField
        isBare
        className={field}
        label={text('blotter.side')}
        value={filter.side ?? everything}
        options={[
          { value: everything, label: text('orders.bothSides') },
          { value: 'buy', label: `▲ ${text('orders.buy')}` },
          { value: 'sell', label: `▼ ${text('orders.sell')}` },
        ]}
        onChange={side => change({ side: side === everything ? undefined : side })}
      />
      <SelectField
        isBare
        className={field}
        label={text('blotter.status')}
        value={filter.status ?? everything}
        options={[
          { value: everything, label: text('orders.everyStatus') },
          { value: 'open', label: text('orders.status.open') },
          { value: 'closed', label: text('orders.status.closed') },
        ]}
        onChange={status => change({ status: status === everything ? undefined : status })}
      />
      <TimeFields filter={filter} onChange={onChange} />
      {isEverything(filter) ? null : (
        <div className="col-span-2 flex gap-2">
          <Button onClick={() => onChange({})}>{text('orders.clearFilter')}</Button>
          <SaveFilter filter={filter} />
        </div>
      )}
    </div>
  )
}

const spans = Object.keys(orderSpans) as OrderSpan[]
type Time = OrderSpan | 'any' | 'between'
const daysBetween = 7

function TimeFields({ filter, onChange }: FilterBarProps): ReactNode {
  const text = useText()
  const { within, from, to, ...rest } = filter
  const isBetween = from !== undefined || to !== undefined
  function pick(time: Time): void {
    if (time === 'any') return onChange(rest)
    if (time !== 'between') return onChange({ ...rest, within: time })
    const first = new Date()
    first.setDate(first.getDate() - daysBetween + 1)
    onChange({ ...rest, from: dayOf(first), to: dayOf(new Date()) })
  }
  const times: readonly Time[] = ['any', ...spans, 'between']
  return (
    <>
      <SelectField
        isBare
        className={field}
        label={text('blotter.time')}
        value={isBetween ? 'between' : (within ?? 'any')}
        options={times.map(value => ({ value, label: text(`orders.time.${value}`) }))}
        onChange={pick}
      />
      {isBetween ? (
        <>
          <DateField
            className={field}
            label={text('orders.from')}
            value={from ?? ''}
            max={to}
            onChange={day => onChange({ ...rest, from: day === '' ? undefined : day, to })}
          />
          <DateField
            className={field}
            label={text('orders.to')}
            value={to ?? ''}
            min={from}
            onChange={day => onChange({ ...rest, from, to: day === '' ? undefined : day })}
          />
        </>
      ) : null}
    </>
  )
}
