import { useQuery } from '@tanstack/react-query'
import { type ErrorComponentProps, Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTerminal, useText } from '../../data/terminal.ts'
import { Button, linkLooks, Skeleton } from '../../ui/index.ts'
import { Message } from './message.tsx'
import { useReloadWhenBack } from './use-away.ts'
import { usePageTitle } from './use-page-title.ts'

/** The file of a screen did not come. */
export class ScreenMissing extends Error {
  constructor(cause: unknown) {
    super('the screen could not be loaded', { cause })
    this.name = 'ScreenMissing'
  }
}

/** In the place of a screen that failed. */
export function Crashed({ error }: ErrorComponentProps): ReactNode {
  return isMissing(error) ? <Missing /> : <Broken error={error} />
}

/** Ours, or the words of the browsers for a part of a screen that is loaded later. */
function isMissing(error: unknown): boolean {
  return (
    error instanceof Error && (error.name === 'ScreenMissing' || /dynamically imported module|module script failed/i.test(error.message))
  )
}

/** Our own mistake, said plainly. */
function Broken({ error }: { readonly error: unknown }): ReactNode {
  const text = useText()
  usePageTitle(text('shell.crashed'))
  return (
    <Message
      isSudden
      icon="warning"
      title={text('shell.crashed')}
      actions={
        <>
          <Reload />
          <Link to="/" reloadDocument className={linkLooks.neutral}>
            {text('shell.toStart')}
          </Link>
        </>
      }
    >
      <p>{text('shell.crashedHint')}</p>
      <p>
        <code className="text-sm break-words">{error instanceof Error ? error.message : String(error)}</code>
      </p>
    </Message>
  )
}

/**
 * Either the platform is away, or it has a newer page than this one whose files have other names. The first ends by itself,
 * and the page comes back with it; the second is the reader's to choose: there may be words in a field.
 */
function Missing(): ReactNode {
  const text = useText()
  const status = useQuery(useTerminal().queries.status())
  usePageTitle(text('shell.newVersion'))
  useReloadWhenBack(status.isError)
  if (status.isPending) return <Skeleton what={text('shell.newVersion')} />
  if (status.isError) return <AwayMessage />
  return (
    <Message isSudden icon="refresh" title={text('shell.newVersion')} actions={<Reload />}>
      <p>{text('shell.newVersionHint')}</p>
    </Message>
  )
}

/** Nobody answers. */
export function AwayMessage(): ReactNode {
  const text = useText()
  return (
    <Message
      isSudden
      icon="warning"
      title={text('shell.away')}
      actions={
        <>
          <Reload />
          <Link to="/status" className={linkLooks.neutral}>
            {text('nav.status')}
          </Link>
        </>
      }
    >
      <p>{text('shell.awayHint')}</p>
      <p>{text('shell.awayRetry')}</p>
    </Message>
  )
}

function Reload(): ReactNode {
  const text = useText()
  return (
    <Button tone="primary" size="large" onClick={() => location.reload()}>
      {text('common.reload')}
    </Button>
  )
}
