import { type ReactNode, useState } from 'react'
import type { Settings } from '../../data/settings.ts'
import { useText } from '../../data/terminal.ts'
import { classes, Tabs } from '../../ui/index.ts'
import { DeskPanel, type PanelName } from './panels.tsx'

type GridPreset = Exclude<Settings['preset'], 'custom'>

const grids: Readonly<Record<GridPreset, string>> = {
  chart:
    "xl:grid-cols-[minmax(0,1fr)_288px_320px] xl:grid-rows-[minmax(0,1fr)_minmax(220px,30%)] xl:[grid-template-areas:'chart_book_ticket''blotter_blotter_ticket']",
  scalper:
    "xl:grid-cols-[minmax(0,1fr)_360px_260px_320px] xl:grid-rows-[minmax(0,1fr)_minmax(200px,26%)] xl:[grid-template-areas:'chart_book_trades_ticket''blotter_blotter_blotter_ticket']",
  simple:
    "xl:grid-cols-[minmax(0,1fr)_340px] xl:grid-rows-[minmax(0,1fr)_minmax(200px,28%)] xl:[grid-template-areas:'chart_ticket''blotter_ticket']",
}
/** Between a phone and a desk: two columns, and the page scrolls. */
const tablet =
  "md:grid-cols-[minmax(0,1fr)_320px] md:grid-rows-[420px_460px_360px] md:[grid-template-areas:'chart_ticket''book_ticket''blotter_blotter']"

/** The panels in one of the ready layouts. */
export function DeskGrid({ preset }: { readonly preset: GridPreset }): ReactNode {
  return (
    <div className={classes('grid min-h-0 flex-1 gap-1 p-1', tablet, grids[preset])}>
      <Framed name="chart" className="[grid-area:chart]" />
      {preset === 'scalper' ? (
        <>
          <Framed name="book" className="[grid-area:book]" />
          <Framed name="trades" className="max-xl:hidden [grid-area:trades]" />
        </>
      ) : (
        <BookAndTrades className={classes('[grid-area:book]', preset === 'simple' && 'xl:hidden')} />
      )}
      <Framed name="ticket" className="[grid-area:ticket]" />
      <Framed name="blotter" className="[grid-area:blotter]" />
    </div>
  )
}

const frame = 'flex min-h-0 min-w-0 flex-col overflow-hidden rounded-lg border border-line bg-panel'

function Framed({ name, className }: { readonly name: PanelName; readonly className: string }): ReactNode {
  const text = useText()
  return (
    <section aria-label={text(`desk.${name}`)} className={classes(frame, className)}>
      <DeskPanel name={name} />
    </section>
  )
}

/** The book and the tape share a place. */
function BookAndTrades({ className }: { readonly className: string }): ReactNode {
  const text = useText()
  const [tab, setTab] = useState<'book' | 'trades'>('book')
  return (
    <section aria-label={text('desk.market')} className={classes(frame, className)}>
      <Tabs
        label={text('desk.market')}
        value={tab}
        onChange={setTab}
        tabs={[
          { value: 'book', label: text('desk.book'), content: <DeskPanel name="book" /> },
          { value: 'trades', label: text('desk.trades'), content: <DeskPanel name="trades" /> },
        ]}
      />
    </section>
  )
}
