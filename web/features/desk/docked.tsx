import { type IJsonModel, Layout, Model, type TabNode } from 'flexlayout-react'
import 'flexlayout-react/style/alpha_dark.css'
import './docked.css'
import { type ReactNode, useState } from 'react'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import type { Settings } from '../../data/settings.ts'
import { DeskPanel, type PanelName } from './panels.tsx'

const names: readonly PanelName[] = ['chart', 'book', 'trades', 'ticket', 'blotter']

/** The panels where the reader docked them. Every change is kept. */
export function DockedDesk(): ReactNode {
  const { settings } = useTerminal()
  const { dock, isLocked } = useStore(settings)
  return <Docked key={`${isLocked} ${dock === null}`} dock={dock} isLocked={isLocked} />
}

function Docked({ dock, isLocked }: Pick<Settings, 'dock' | 'isLocked'>): ReactNode {
  const text = useText()
  const { settings } = useTerminal()
  // The model is the library's own from here on: what it reports is kept, not shown again.
  const [model] = useState(() => readModel(dock, isLocked))
  return (
    <div className="relative min-h-0 flex-1 max-xl:min-h-[900px]">
      <Layout
        model={model}
        factory={panelOf}
        i18nTranslator={key => {
          const name = names.find(known => known === key)
          return name === undefined ? key : text(`desk.${name}`)
        }}
        onModelChange={changed => settings.set({ ...settings.get(), dock: changed.toJson() })}
      />
    </div>
  )
}

function panelOf(node: TabNode): ReactNode {
  const name = names.find(known => known === node.getComponent())
  return name === undefined ? null : (
    <div className="flex h-full flex-col bg-panel">
      <DeskPanel name={name} />
    </div>
  )
}

/** A layout that was kept; one this page cannot read is as if there were none. */
function readModel(dock: object | null, isLocked: boolean): Model {
  const global = {
    tabEnableClose: false,
    tabEnableRename: false,
    tabSetEnableMaximize: true,
    splitterSize: 6,
    tabEnableDrag: !isLocked,
    tabSetEnableDrag: !isLocked,
    tabSetEnableDrop: !isLocked,
  }
  try {
    if (dock !== null) return Model.fromJson({ ...(dock as IJsonModel), global })
  } catch {
    return Model.fromJson({ ...initial, global })
  }
  return Model.fromJson({ ...initial, global })
}

const tab = (name: PanelName) => ({ type: 'tab' as const, id: name, name, component: name })
const initial: IJsonModel = {
  layout: {
    type: 'row',
    children: [
      {
        type: 'row',
        weight: 55,
        children: [
          { type: 'tabset', weight: 65, children: [tab('chart')] },
          { type: 'tabset', weight: 35, children: [tab('blotter')] },
        ],
      },
      {
        type: 'row',
        weight: 22,
        children: [
          { type: 'tabset', weight: 60, children: [tab('book')] },
          { type: 'tabset', weight: 40, children: [tab('trades')] },
        ],
      },
      { type: 'tabset', weight: 23, children: [tab('ticket')] },
    ],
  },
}
