import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Portfolio } from '#contracts/routes/portfolio'
import { useTerminal, useText } from '../../data/terminal.ts'
import { saveFile, toCsv } from '../../features/blotter/csv.ts'
import { Button, Icon, Menu } from '../../ui/index.ts'
import type { Performance } from './stats.tsx'

interface ExportProps {
  readonly portfolio: Portfolio | undefined
  readonly performance: Performance | undefined
}
/** The portfolio as files, with the amounts exactly as the platform counts them. */
export function ExportMenu({ portfolio, performance }: ExportProps): ReactNode {
  const text = useText()
  const positions = useQuery(useTerminal().queries.positions())
  const curve = performance?.equity_curve ?? []
  const held = positions.data ?? []
  return (
    <Menu
      trigger={
        <Button size="medium">
          <Icon name="download" size={14} />
          {text('portfolio.export')}
        </Button>
      }
      groups={[
        [
          { label: text('portfolio.exportPositions'), onPick: () => saveFile('tradecraft-positions.csv', toCsv(held)) },
          { label: text('portfolio.exportCurve'), onPick: () => saveFile('tradecraft-equity.csv', toCsv(curve)) },
          {
            label: text('portfolio.exportAll'),
            onPick: () => saveFile('tradecraft-portfolio.json', JSON.stringify({ portfolio, positions: held, performance }, null, 2)),
          },
        ],
      ]}
    />
  )
}
