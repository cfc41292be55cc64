import type { ErrorComponentProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useText } from '../../data/terminal.ts'
import { Button } from '../../ui/index.ts'

/** In the place of a screen that failed: our own mistake, said plainly. */
export function Crashed({ error }: ErrorComponentProps): ReactNode {
  const text = useText()
  return (
    <div className="m-auto flex max-w-md flex-col items-center gap-3 p-8 text-center" role="alert">
      <h1 className="text-xl font-semibold">{text('shell.crashed')}</h1>
      <p className="text-muted">{text('shell.crashedHint', { detail: error instanceof Error ? error.message : String(error) })}</p>
      <Button tone="primary" onClick={() => location.reload()}>
        {text('common.reload')}
      </Button>
    </div>
  )
}
