import type { ReactNode } from 'react'
import { useStore } from '../../data/store.ts'
import { useText } from '../../data/terminal.ts'
import { classes, Icon } from '../../ui/index.ts'
import { useDesk } from './desk.ts'

/** Arms one-click trading for this visit; while it is armed, that is plain to see. */
export function ArmSwitch(): ReactNode {
  const text = useText()
  const { isArmed } = useDesk()
  const isOn = useStore(isArmed)
  return (
    <button
      type="button"
      aria-pressed={isOn}
      title={text('arm.about')}
      onClick={() => isArmed.set(!isOn)}
      className={classes(
        'flex h-8 items-center gap-1.5 rounded-md border px-2.5 text-xs font-medium max-md:hidden',
        isOn ? 'border-warning bg-warning-ground text-warning' : 'border-transparent text-muted hover:bg-hover hover:text-text',
      )}
    >
      <Icon name="bolt" size={14} />
      <span className={isOn ? undefined : 'max-lg:sr-only'}>{text(isOn ? 'arm.on' : 'arm.off')}</span>
    </button>
  )
}
