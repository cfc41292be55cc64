import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Command } from 'cmdk'
import type { ReactNode } from 'react'
import { keysOf, shownKeys } from '../../data/commands.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'

const item = 'flex h-9 cursor-pointer items-center justify-between gap-3 rounded-md px-2.5 text-sm data-[selected=true]:bg-hover'
const group =
  '[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:text-muted'

/** Everything that can be gone to or done, found by a few letters. */
export function Palette({ onDone }: { readonly onDone: () => void }): ReactNode {
  const text = useText()
  const navigate = useNavigate()
  const { commands, settings, queries } = useTerminal()
  const list = useStore(commands.list)
  const { hotkeys: chosen } = useStore(settings)
  const symbols = useQuery(queries.symbols())
  return (
    <Command label={text('commands.title')} className="-m-2" loop>
      <Command.Input
        autoFocus
        placeholder={text('commands.placeholder')}
        className="mb-2 h-10 w-full rounded-md border border-line bg-ground px-3 text-base outline-none placeholder:text-muted focus-visible:border-accent"
      />
      <Command.List className="max-h-80 overflow-y-auto">
        <Command.Empty className="py-6 text-center text-sm text-muted">{text('commands.none')}</Command.Empty>
        <Command.Group heading={text('symbols.list')} className={group}>
          {symbols.data?.map(({ symbol, base_asset: base, quote_asset: quote }) => (
            <Command.Item
              key={symbol}
              value={`${symbol} ${base}/${quote}`}
              className={item}
              onSelect={() => {
                onDone()
                void navigate({ to: '/trade/$symbol', params: { symbol } })
              }}
            >
              {base}/{quote}
            </Command.Item>
          ))}
        </Command.Group>
        <Command.Group heading={text('commands.group')} className={group}>
          {list
            .filter(({ isKeyOnly }) => isKeyOnly !== true)
            .map(command => {
              const keys = keysOf(command.id, chosen)
              return (
                <Command.Item
                  key={command.id}
                  value={text(command.label, command.values)}
                  className={item}
                  onSelect={() => {
                    onDone()
                    command.run()
                  }}
                >
                  {text(command.label, command.values)}
                  {keys === undefined ? null : <kbd className="font-sans text-2xs text-muted">{shownKeys(keys)}</kbd>}
                </Command.Item>
              )
            })}
        </Command.Group>
      </Command.List>
    </Command>
  )
}
