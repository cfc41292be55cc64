import { Popover as RadixPopover, Tooltip as RadixTooltip } from 'radix-ui'
import type { ReactNode } from 'react'
import { useFocusBack } from './use-focus-back.ts'

interface TooltipProps {
  readonly content: ReactNode
  /** A button or a link: what cannot be focused cannot explain itself to everybody. */
  readonly children: ReactNode
}
/** A word more about something, on hover and on focus. */
export function Tooltip({ content, children }: TooltipProps): ReactNode {
  return (
    <RadixTooltip.Provider delayDuration={300}>
      <RadixTooltip.Root>
        <RadixTooltip.Trigger asChild>{children}</RadixTooltip.Trigger>
        <RadixTooltip.Portal>
          <RadixTooltip.Content
            sideOffset={6}
            collisionPadding={8}
            className="z-50 max-w-72 rounded-md border border-line bg-raised px-2.5 py-1.5 text-xs shadow-float"
          >
            {content}
          </RadixTooltip.Content>
        </RadixTooltip.Portal>
      </RadixTooltip.Root>
    </RadixTooltip.Provider>
  )
}

interface PopoverProps {
  readonly trigger: ReactNode
  readonly label: string
  readonly isOpen: boolean
  readonly onOpenChange: (isOpen: boolean) => void
  readonly children: ReactNode
}
/** A small panel beside what opened it. */
export function Popover({ trigger, label, isOpen, onOpenChange, children }: PopoverProps): ReactNode {
  return (
    <RadixPopover.Root open={isOpen} onOpenChange={onOpenChange}>
      <RadixPopover.Trigger asChild>{trigger}</RadixPopover.Trigger>
      <RadixPopover.Portal>
        <PopoverContent label={label}>{children}</PopoverContent>
      </RadixPopover.Portal>
    </RadixPopover.Root>
  )
}

function PopoverContent({ label, children }: Pick<PopoverProps, 'label' | 'children'>): ReactNode {
  const focusBack = useFocusBack()
  return (
    <RadixPopover.Content
      aria-label={label}
      align="start"
      sideOffset={6}
      collisionPadding={8}
      onCloseAutoFocus={focusBack}
      className="z-50 rounded-lg border border-line bg-panel p-3 shadow-float outline-none"
    >
      {children}
    </RadixPopover.Content>
  )
}
