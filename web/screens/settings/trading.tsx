import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { keysOf, shownKeys } from '../../data/commands.ts'
import { firstSymbol } from '../../data/market.ts'
import { useText } from '../../data/terminal.ts'
import { Choice, linkLooks, SelectField } from '../../ui/index.ts'
import { Row, Section } from './section.tsx'
import { useSettings } from './use-settings.ts'

const lives = ['gtc', 'day', 'ioc', 'fok'] as const
const shares = [0, 5, 10, 25, 50, 100] as const
const confirmations = ['none', 'market', 'all'] as const

/** What the ticket begins with, and what it asks before it sends. */
export function TradingSection(): ReactNode {
  const text = useText()
  const [{ life, share, confirms }, change] = useSettings()
  return (
    <Section id="trading" title={text('settings.trading')} about={text('settings.tradingAbout')}>
      <Row title={text('settings.share')} about={text('settings.shareAbout')}>
        <SelectField
          isBare
          className="w-56"
          label={text('settings.share')}
          value={String(share)}
          options={shares.map(value => ({
            value: String(value),
            label: value === 0 ? text('settings.share.none') : text('settings.share.part', { percent: value }),
          }))}
          onChange={chosen => change({ share: shares.find(value => String(value) === chosen) ?? 0 })}
        />
      </Row>
      <Row title={text('ticket.life')} about={text('settings.lifeAbout')}>
        <SelectField
          isBare
          className="w-56"
          label={text('ticket.life')}
          value={life}
          options={lives.map(value => ({ value, label: text(`ticket.life.${value}`) }))}
          onChange={next => change({ life: next })}
        />
      </Row>
      <Row title={text('settings.confirms')} about={text('settings.confirmsAbout')}>
        <Choice
          label={text('settings.confirms')}
          value={confirms}
          options={confirmations.map(value => ({ value, label: text(`settings.confirms.${value}`) }))}
          onChange={next => change({ confirms: next })}
        />
      </Row>
      <OneClick />
    </Section>
  )
}

/** Nothing to choose here: one-click trading is armed where it is used, and forgotten with the visit. */
function OneClick(): ReactNode {
  const text = useText()
  const [{ hotkeys }] = useSettings()
  const keys = keysOf('arm', hotkeys)
  return (
    <Row
      title={text('settings.oneClick')}
      about={
        <>
          {text('arm.about')} {keys === undefined ? null : text('settings.oneClickKey', { keys: shownKeys(keys) })}
        </>
      }
    >
      <Link to="/trade/$symbol" params={{ symbol: firstSymbol }} className={linkLooks.small}>
        {text('settings.oneClickGo')}
      </Link>
    </Row>
  )
}
