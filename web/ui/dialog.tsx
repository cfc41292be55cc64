import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { useText } from '../data/terminal.ts'
import { IconButton } from './button.tsx'
import { classes } from './classes.ts'
import { useFocusBack } from './use-focus-back.ts'

interface DialogProps {
  readonly title: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly children: ReactNode
  readonly width?: 'narrow' | 'wide'
}
/** Something that is done before anything else. Esc, the cross or a click outside leave it; the focus returns to where it was. */
export function Dialog({ width = 'narrow', ...dialog }: DialogProps): ReactNode {
  const place = classes(
    'inset-x-3 top-[12vh] mx-auto max-h-[76vh] rounded-xl border border-line',
    width === 'narrow' ? 'max-w-md' : 'max-w-2xl',
  )
  return <Layer {...dialog} place={place} />
}

interface SheetProps extends Omit<DialogProps, 'width'> {
  readonly from: 'bottom' | 'right'
}
/** The same from an edge of the screen: a ticket on a phone, the details of a row. */
export function Sheet({ from, ...sheet }: SheetProps): ReactNode {
  const place =
    from === 'bottom'
      ? 'inset-x-0 bottom-0 max-h-[92dvh] rounded-t-xl border-t border-line pb-[env(safe-area-inset-bottom)]'
      : 'inset-y-0 right-0 w-full max-w-md border-l border-line'
  return <Layer {...sheet} place={place} />
}

function Layer({ isOpen, ...content }: Omit<DialogProps, 'width'> & { readonly place: string }): ReactNode {
  return (
    <Radix.Root open={isOpen} onOpenChange={open => (open ? undefined : content.onClose())}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-50 bg-black/55" />
        <LayerContent {...content} />
      </Radix.Portal>
    </Radix.Root>
  )
}

function LayerContent({ title, onClose, children, place }: Omit<DialogProps, 'width' | 'isOpen'> & { readonly place: string }): ReactNode {
  const text = useText()
  const focusBack = useFocusBack()
  return (
    <Radix.Content
      aria-describedby={undefined}
      onCloseAutoFocus={focusBack}
      className={classes('fixed z-50 flex flex-col bg-panel shadow-float outline-none', place)}
    >
      <header className="flex h-11 shrink-0 items-center justify-between border-b border-line pr-2 pl-4">
        <Radix.Title className="text-base font-semibold">{title}</Radix.Title>
        <IconButton icon="close" label={text('common.close')} onClick={onClose} />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto p-4">{children}</div>
    </Radix.Content>
  )
}
