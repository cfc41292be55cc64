import type { ReactNode } from 'react'
import { useStore } from '../data/store.ts'
import { useTerminal, useText } from '../data/terminal.ts'
import { Button, IconButton } from './button.tsx'
import { classes } from './classes.ts'

const edges = { good: 'border-l-up', neutral: 'border-l-accent', bad: 'border-l-bad' } as const

/** What happened to orders, for a moment each; read out politely. */
export function Toasts(): ReactNode {
  const { notices } = useTerminal()
  const text = useText()
  const list = useStore(notices.list)
  return (
    <div
      role="status"
      aria-live="polite"
      aria-relevant="additions"
      className="pointer-events-none fixed inset-x-3 bottom-3 z-60 flex flex-col items-end gap-2 max-md:bottom-20 sm:left-auto sm:w-[19rem]"
    >
      {list.map(({ id, sentence, tone, action }) => (
        <div
          key={id}
          className={classes(
            'pointer-events-auto flex w-full items-center gap-2 rounded-lg border border-l-4 border-line bg-raised py-1.5 pr-1.5 pl-3 text-xs shadow-float',
            edges[tone],
          )}
        >
          <span className="flex-1">{sentence}</span>
          {action === undefined ? null : (
            <Button
              size="small"
              onClick={() => {
                action.run()
                notices.dismiss(id)
              }}
            >
              {action.label}
            </Button>
          )}
          <IconButton icon="close" size="small" label={text('common.dismiss', { what: sentence })} onClick={() => notices.dismiss(id)} />
        </div>
      ))}
    </div>
  )
}
