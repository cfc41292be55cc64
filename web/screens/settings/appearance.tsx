import type { ReactNode } from 'react'
import { useTerminal, useText } from '../../data/terminal.ts'
import { Button, CheckField, Choice, Icon, Pnl, Price } from '../../ui/index.ts'
import { Row, Section } from './section.tsx'
import { useSettings } from './use-settings.ts'

/** How the page looks and sounds. */
export function AppearanceSection(): ReactNode {
  const text = useText()
  return (
    <Section id="appearance" title={text('settings.appearance')} about={text('settings.appearanceAbout')}>
      <Sample />
      <Colours />
      <Reading />
      <SoundRow />
    </Section>
  )
}

/** What a choice of colours and density does, seen at once. */
function Sample(): ReactNode {
  const text = useText()
  return (
    <div role="img" aria-label={text('settings.sample')} className="border-b border-line bg-ground/60 px-4 py-3 sm:px-5">
      <div aria-hidden="true" className="grid grid-cols-2 items-center gap-x-6 sm:grid-cols-[1fr_1fr_auto] sm:gap-x-8">
        <SampleSide side="down" prices={['60012.50', '60011.00', '60010.00']} />
        <SampleSide side="up" prices={['60009.50', '60008.00', '60006.50']} />
        <div className="flex flex-col items-end gap-1 text-base font-semibold max-sm:col-span-2 max-sm:mt-2 max-sm:flex-row max-sm:justify-between">
          <Pnl value="1284.50" percent="2.14" />
          <Pnl value="-312.75" percent="-0.52" />
        </div>
      </div>
    </div>
  )
}

interface SideProps {
  readonly side: 'up' | 'down'
  readonly prices: readonly string[]
}
const widths = ['w-1/3', 'w-3/5', 'w-4/5']
function SampleSide({ side, prices }: SideProps): ReactNode {
  return (
    <div>
      {prices.map((price, index) => (
        <div key={price} className="relative flex h-row items-center justify-between px-1.5 text-xs">
          <span
            className={`absolute inset-y-px right-0 ${widths[index]} rounded-sm ${side === 'up' ? 'bg-up-ground' : 'bg-down-ground'}`}
          />
          <span className={`relative ${side === 'up' ? 'text-up' : 'text-down'}`}>
            <Price value={price} />
          </span>
          <span className="number relative text-muted">{`0.${4 - index}1250`}</span>
        </div>
      ))}
    </div>
  )
}

function Colours(): ReactNode {
  const text = useText()
  const [{ theme, palette, isSwapped }, change] = useSettings()
  return (
    <>
      <Row title={text('settings.theme')} about={text('settings.themeAbout')}>
        <Choice
          label={text('settings.theme')}
          value={theme}
          options={(['system', 'dark', 'light'] as const).map(value => ({ value, label: text(`settings.theme.${value}`) }))}
          onChange={next => change({ theme: next })}
        />
      </Row>
      <Row title={text('settings.palette')} about={text('settings.paletteAbout')}>
        <Choice
          label={text('settings.palette')}
          value={palette}
          options={(['classic', 'safe'] as const).map(value => ({ value, label: text(`settings.palette.${value}`) }))}
          onChange={next => change({ palette: next })}
        />
      </Row>
      <Row title={text('settings.rising')} about={text('settings.risingAbout')}>
        <Choice
          label={text('settings.rising')}
          value={isSwapped ? 'swapped' : 'usual'}
          options={(['usual', 'swapped'] as const).map(value => ({ value, label: text(`settings.rising.${palette}.${value}`) }))}
          onChange={next => change({ isSwapped: next === 'swapped' })}
        />
      </Row>
    </>
  )
}

function Reading(): ReactNode {
  const text = useText()
  const [{ density, language, motion }, change] = useSettings()
  return (
    <>
      <Row title={text('settings.density')} about={text('settings.densityAbout')}>
        <Choice
          label={text('settings.density')}
          value={density}
          options={(['compact', 'roomy'] as const).map(value => ({ value, label: text(`settings.density.${value}`) }))}
          onChange={next => change({ density: next })}
        />
      </Row>
      <Row title={text('settings.language')}>
        <Choice
          label={text('settings.language')}
          value={language}
          options={(['en', 'de'] as const).map(value => ({ value, label: <span lang={value}>{text(`settings.language.${value}`)}</span> }))}
          onChange={next => change({ language: next })}
        />
      </Row>
      <Row title={text('settings.motion')} about={text('settings.motionAbout')}>
        <Choice
          label={text('settings.motion')}
          value={motion}
          options={(['system', 'reduced'] as const).map(value => ({ value, label: text(`settings.motion.${value}`) }))}
          onChange={next => change({ motion: next })}
        />
      </Row>
    </>
  )
}

function SoundRow(): ReactNode {
  const text = useText()
  const { sounds } = useTerminal()
  const [{ isFillHeard, isRejectHeard }, change] = useSettings()
  const test = (name: 'fill' | 'reject'): ReactNode => (
    <Button size="small" aria-label={text(`settings.sound.test.${name}`)} onClick={() => sounds.play(name)}>
      <Icon name="sound" size={14} />
      {text('settings.sound.test')}
    </Button>
  )
  return (
    <Row title={text('settings.sound')} about={text('settings.soundAbout')}>
      <div className="grid grid-cols-[1fr_auto] items-center gap-x-6 gap-y-2">
        <CheckField label={text('settings.sound.fill')} isChecked={isFillHeard} onChange={next => change({ isFillHeard: next })} />
        {test('fill')}
        <CheckField label={text('settings.sound.reject')} isChecked={isRejectHeard} onChange={next => change({ isRejectHeard: next })} />
        {test('reject')}
      </div>
    </Row>
  )
}
