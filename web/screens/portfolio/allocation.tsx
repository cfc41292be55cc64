import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Portfolio } from '#contracts/routes/portfolio'
import { problemWords } from '../../data/problem-words.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { allocationOf } from '../../features/equity/allocation.ts'
import { AllocationRing } from '../../features/equity/allocation-ring.tsx'
import { ErrorState, Skeleton } from '../../ui/index.ts'

const refreshMs = 5_000

/** Cash and positions as shares of the whole, at the prices of the last few seconds. */
export function Allocation({ portfolio }: { readonly portfolio: Portfolio | undefined }): ReactNode {
  const text = useText()
  const positions = useQuery({ ...useTerminal().queries.positions(), refetchInterval: refreshMs })
  if (positions.isLoadingError) return <ErrorState detail={problemWords(text, positions.error)} onRetry={() => void positions.refetch()} />
  if (portfolio === undefined || positions.isPending) return <Skeleton what={text('portfolio.allocation')} lines={6} />
  return <AllocationRing parts={allocationOf(portfolio, positions.data)} currency={portfolio.currency} />
}
