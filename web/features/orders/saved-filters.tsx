import { type ReactNode, type SubmitEvent, useState } from 'react'
import { filterNameMax, isSameFilter, type OrderFilter, type SavedFilter, savedFiltersMax } from '../../data/order-filter.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import type { Translate } from '../../i18n/texts.ts'
import { Button, classes, IconButton, Popover, TextField } from '../../ui/index.ts'

interface SavedFiltersProps {
  readonly filter: OrderFilter
  readonly onPick: (filter: OrderFilter) => void
}
/** The filters that were given a name, kept with the settings: on every device of the same person. */
export function SavedFilters({ filter, onPick }: SavedFiltersProps): ReactNode {
  const text = useText()
  const { settings } = useTerminal()
  const { savedFilters } = useStore(settings)
  if (savedFilters.length === 0) return null
  return (
    <ul aria-label={text('orders.saved')} className="flex shrink-0 gap-1.5 overflow-x-auto [scrollbar-width:none]">
      {savedFilters.map(saved => {
        const isOn = isSameFilter(saved.filter, filter)
        return (
          <li
            key={saved.name}
            className={classes(
              'flex shrink-0 items-center rounded-full border text-xs',
              isOn ? 'border-accent bg-accent-ground text-accent' : 'border-line bg-panel',
            )}
          >
            <button
              type="button"
              aria-pressed={isOn}
              onClick={() => onPick(saved.filter)}
              className="h-7 rounded-l-full pr-1 pl-3 font-medium focus-visible:-outline-offset-2"
            >
              {saved.name}
            </button>
            <IconButton
              icon="close"
              size="small"
              className="mr-0.5 rounded-full"
              label={text('orders.forget', { name: saved.name })}
              onClick={() => settings.set({ ...settings.get(), savedFilters: savedFilters.filter(other => other !== saved) })}
            />
          </li>
        )
      })}
    </ul>
  )
}

/** Gives the filter of the moment a name. The same name again replaces what it meant. */
export function SaveFilter({ filter }: { readonly filter: OrderFilter }): ReactNode {
  const text = useText()
  const { settings } = useTerminal()
  const { savedFilters } = useStore(settings)
  const [isOpen, setOpen] = useState(false)
  if (savedFilters.some(saved => isSameFilter(saved.filter, filter))) return null
  function save(name: string): void {
    const others = settings.get().savedFilters.filter(saved => saved.name !== name)
    settings.set({ ...settings.get(), savedFilters: [...others, { name, filter }].slice(-savedFiltersMax) })
    setOpen(false)
  }
  return (
    <Popover
      label={text('orders.saveFilter')}
      isOpen={isOpen}
      onOpenChange={setOpen}
      trigger={<Button>{text('orders.saveFilter')}</Button>}
    >
      <NameForm suggested={describeFilter(text, filter)} onSave={save} />
    </Popover>
  )
}

interface NameFormProps {
  readonly suggested: string
  readonly onSave: (name: SavedFilter['name']) => void
}
function NameForm({ suggested, onSave }: NameFormProps): ReactNode {
  const text = useText()
  const [name, setName] = useState(suggested)
  function submit(event: SubmitEvent): void {
    event.preventDefault()
    if (name.trim() !== '') onSave(name.trim())
  }
  return (
    <form onSubmit={submit} className="flex w-64 max-w-[calc(100vw-3rem)] flex-col gap-3">
      <TextField
        label={text('orders.filterName')}
        value={name}
        maxLength={filterNameMax}
        autoComplete="off"
        hint={text('orders.filterNameHint')}
        onChange={setName}
      />
      <Button type="submit" tone="primary" aria-disabled={name.trim() === ''}>
        {text('orders.saveFilter')}
      </Button>
    </form>
  )
}

/** A filter in a few words, as a first idea of its name. */
function describeFilter(text: Translate, { symbol, side, status, within, from, to }: OrderFilter): string {
  const words = [
    symbol,
    side && text(`orders.${side}`),
    status && text(`orders.status.${status}`),
    within && text(`orders.time.${within}`),
    from === undefined && to === undefined ? undefined : `${from ?? ''} – ${to ?? ''}`,
  ]
  return words
    .filter(word => word !== undefined)
    .join(', ')
    .slice(0, filterNameMax)
}
