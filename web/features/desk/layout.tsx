import type { ReactNode } from 'react'
import { useStore } from '../../data/store.ts'
import { useTerminal } from '../../data/terminal.ts'
import { DeskGrid } from './grid.tsx'
import { PhoneDesk } from './phone.tsx'
import { useMedia } from './use-media.ts'

/** The panels where the size of the screen and the reader's choice put them. */
export function DeskLayout(): ReactNode {
  const isWide = useMedia('(min-width: 768px)')
  const { preset } = useStore(useTerminal().settings)
  if (!isWide) return <PhoneDesk />
  return <DeskGrid preset={preset === 'custom' ? 'chart' : preset} />
}
