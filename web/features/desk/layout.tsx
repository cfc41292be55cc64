import { lazy, type ReactNode, Suspense } from 'react'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { Skeleton, useMedia } from '../../ui/index.ts'
import { DeskGrid } from './grid.tsx'
import { PhoneDesk } from './phone.tsx'
import { useDeskCommands } from './use-desk-commands.ts'

const DockedDesk = lazy(async () => ({ default: (await import('./docked.tsx')).DockedDesk }))

/** The panels where the size of the screen and the reader's choice put them. */
export function DeskLayout(): ReactNode {
  const text = useText()
  const isWide = useMedia('(min-width: 768px)')
  const { preset } = useStore(useTerminal().settings)
  useDeskCommands()
  if (!isWide) return <PhoneDesk />
  if (preset !== 'custom') return <DeskGrid preset={preset} />
  return (
    <Suspense fallback={<Skeleton what={text('layout.custom')} lines={10} />}>
      <DockedDesk />
    </Suspense>
  )
}
