import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import { Icon, type IconName } from './icon.tsx'

export interface MenuItem {
  readonly label: string
  readonly icon?: IconName
  /** Ticked: it is the one of its group that holds. */
  readonly isChosen?: boolean
  readonly onPick: () => void
}
interface MenuProps {
  /** What opens it: a button that says what for. */
  readonly trigger: ReactNode
  /** Groups with a line between them. */
  readonly groups: readonly (readonly MenuItem[])[]
  /** Above the items, as who is signed in. */
  readonly head?: ReactNode
}
/** Commands behind a button. */
export function Menu({ trigger, groups, head }: MenuProps): ReactNode {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className="z-50 min-w-48 rounded-lg border border-line bg-panel p-1 shadow-float"
        >
          {head}
          {groups.map((items, index) => (
            <DropdownMenu.Group key={items[0]?.label ?? index} className={classes(index > 0 && 'mt-1 border-t border-line pt-1')}>
              {items.map(item => (
                <DropdownMenu.Item
                  key={item.label}
                  onSelect={item.onPick}
                  className="flex h-8 cursor-pointer items-center gap-2 rounded-md px-2 text-sm outline-none data-highlighted:bg-hover"
                >
                  {item.icon === undefined ? null : <Icon name={item.icon} />}
                  <span className="flex-1">{item.label}</span>
                  {item.isChosen === true ? <Icon name="check" size={14} /> : null}
                </DropdownMenu.Item>
              ))}
            </DropdownMenu.Group>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
