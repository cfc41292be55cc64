import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Status } from '#contracts/routes/system'
import { ApiProblem } from '../../data/request.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import type { Translate } from '../../i18n/texts.ts'
import { Footer } from '../../features/shell/footer.tsx'
import { usePageTitle } from '../../features/shell/use-page-title.ts'
import { classes, Clock, ErrorState, Skeleton } from '../../ui/index.ts'
import { BooksPanel } from './books.tsx'
import { FeedPanel } from './feed.tsx'
import { LinePanel } from './line.tsx'
import { type Overall, overallOf } from './overall.ts'
import { ServicePanel, serviceWords } from './services.tsx'
import { Sign, type Tone } from './signal.tsx'

/** How the platform is doing, for everybody: live, with the moment it was asked, and honest when nobody answers. */
export function StatusScreen(): ReactNode {
  const text = useText()
  usePageTitle(text('nav.status'))
  const { data: status, dataUpdatedAt, error, refetch } = useQuery(useTerminal().queries.status())
  const isAway = error !== null && !(error instanceof ApiProblem && error.code === 'RATE_LIMITED')
  const asOf = status === undefined ? undefined : new Date(dataUpdatedAt).toISOString()
  return (
    <>
      <div className="mx-auto flex w-full max-w-[1200px] flex-1 flex-col gap-4 px-4 py-5 sm:px-8 sm:py-8">
        <header>
          <h1 className="text-2xl font-semibold tracking-tight">{text('nav.status')}</h1>
          <p className="mt-1 text-muted">{text('status.lead')}</p>
        </header>
        {status === undefined && error === null ? <Skeleton what={text('nav.status')} lines={8} /> : null}
        {status === undefined && error !== null && !isAway ? <ErrorState detail={error.message} onRetry={() => void refetch()} /> : null}
        {status !== undefined || isAway ? <Headline status={status} asOf={asOf} isAway={isAway} /> : null}
        {status === undefined ? null : (
          <div
            className={classes('grid gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]', isAway && 'grayscale')}
            data-testid="status-details"
          >
            <ServicePanel services={status.services} />
            <FeedPanel feed={status.feed} note={status.feed_note} />
            <div className="flex flex-col gap-4">
              <BooksPanel books={status.books} />
              <LinePanel version={status.version} />
            </div>
          </div>
        )}
      </div>
      <Footer />
    </>
  )
}

const tones: Readonly<Record<Overall, Tone>> = {
  good: 'good',
  starting: 'busy',
  late: 'busy',
  noFeed: 'busy',
  failed: 'bad',
  broken: 'bad',
}

interface HeadlineProps {
  readonly status: Status | undefined
  /** When the platform last said how it is. */
  readonly asOf: string | undefined
  readonly isAway: boolean
}
/** The one sentence, what it means, and when it was true. */
function Headline({ status, asOf, isAway }: HeadlineProps): ReactNode {
  const text = useText()
  const overall = status === undefined || isAway ? 'away' : overallOf(status)
  const [before = '', after = ''] = text(isAway && asOf !== undefined ? 'status.awayOld' : 'status.asOf', { time: '|' }).split('|')
  return (
    <section className="flex items-center gap-4 rounded-xl border border-line bg-panel p-4 sm:p-5">
      <Sign tone={overall === 'away' ? 'bad' : tones[overall]} />
      <div className="min-w-0">
        <div role="status">
          <p className="text-xl font-semibold" data-testid="overall">
            {text(`status.${overall}`)}
          </p>
          <p className="max-w-[68ch] text-pretty text-muted">{hintOf(text, overall, status)}</p>
        </div>
        {asOf === undefined ? null : (
          <p className={classes('mt-1', isAway ? 'text-warning' : 'text-muted')} data-testid="as-of">
            {before}
            <Clock at={asOf} />
            {after}
          </p>
        )}
      </div>
    </section>
  )
}

function hintOf(text: Translate, overall: Overall | 'away', status: Status | undefined): string {
  const failed = status?.services.filter(({ state }) => state === 'failed') ?? []
  return text(`status.${overall}Hint`, { services: failed.map(({ name }) => serviceWords(text, name).title).join(', ') })
}
