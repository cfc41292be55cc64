import type { ReactNode } from 'react'
import type { Status } from '#contracts/routes/system'
import { useText } from '../../data/terminal.ts'
import type { Translate } from '../../i18n/texts.ts'
import { EmptyState, Panel } from '../../ui/index.ts'
import { Signal, type Tone } from './signal.tsx'

type Service = Status['services'][number]

const known = ['auth', 'wallet', 'trading', 'matching', 'market-data', 'portfolio', 'realtime', 'auditor'] as const
const tones: Readonly<Record<Service['state'], Tone>> = { ready: 'good', starting: 'busy', failed: 'bad' }

/** What a service is called and does; one that is new here goes by its own name. */
export function serviceWords(text: Translate, name: string): { readonly title: string; readonly about: string } {
  const service = known.find(candidate => candidate === name)
  if (service === undefined) return { title: name, about: '' }
  return { title: text(`status.service.${service}`), about: text(`status.about.${service}`) }
}

/** Each service with its state. */
export function ServicePanel({ services }: { readonly services: readonly Service[] }): ReactNode {
  const text = useText()
  return (
    <Panel title={text('status.services')} className="lg:col-span-2" isFlush>
      {services.length === 0 ? <EmptyState title={text('status.servicesNone')} /> : null}
      <ul className="grid gap-px overflow-hidden rounded-b-lg bg-line sm:grid-cols-2">
        {services.map(({ name, state }) => {
          const { title, about } = serviceWords(text, name)
          return (
            <li key={name} className="flex items-center gap-3 bg-panel px-3 py-2" data-testid={`service-${name}`}>
              <div className="min-w-0 flex-1">
                <div className="font-medium">{title}</div>
                <div className="text-xs text-muted">{about}</div>
              </div>
              <Signal tone={tones[state]}>{text(`status.state.${state}`)}</Signal>
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}
