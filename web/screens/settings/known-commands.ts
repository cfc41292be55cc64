/** Every command that can have a key, in the order they are listed: also those of screens that are not shown now. */
import type { hotkeys } from '../../data/commands.ts'
import type { Settings } from '../../data/settings.ts'
import type { TextKey, Translate } from '../../i18n/texts.ts'

type Keyed = keyof typeof hotkeys
type Keyless = 'markets' | 'portfolio' | 'orders' | 'settings' | 'status' | 'dark' | 'light' | 'cancelAll' | `layout-${Settings['preset']}`

export type CommandId = Keyed | Keyless

const labels: Readonly<Record<CommandId, TextKey>> = {
  palette: 'commands.palette',
  help: 'commands.keys',
  symbols: 'symbols.pick',
  markets: 'nav.markets',
  portfolio: 'nav.portfolio',
  orders: 'nav.orders',
  settings: 'nav.settings',
  status: 'nav.status',
  dark: 'commands.dark',
  light: 'commands.light',
  buy: 'commands.buy',
  sell: 'commands.sell',
  limit: 'commands.limit',
  market: 'commands.market',
  part25: 'commands.part',
  part50: 'commands.part',
  part75: 'commands.part',
  part100: 'commands.part',
  priceUp: 'commands.priceUp',
  priceDown: 'commands.priceDown',
  priceUpTen: 'commands.priceUpTen',
  priceDownTen: 'commands.priceDownTen',
  submit: 'commands.submit',
  clear: 'commands.clear',
  arm: 'commands.arm',
  cancelChosen: 'commands.cancelChosen',
  cancelSymbol: 'settings.keys.cancelSymbol',
  cancelAll: 'blotter.cancelAll',
  shorter: 'commands.shorter',
  longer: 'commands.longer',
  'layout-chart': 'layout.chart',
  'layout-scalper': 'layout.scalper',
  'layout-simple': 'layout.simple',
  'layout-custom': 'layout.custom',
}
export const commandIds = Object.keys(labels) as readonly CommandId[]

/** The list in parts that belong together. */
export const commandGroups: readonly { readonly label: TextKey; readonly from: CommandId }[] = [
  { label: 'settings.keys.page', from: 'palette' },
  { label: 'settings.keys.ticket', from: 'buy' },
  { label: 'settings.keys.orders', from: 'cancelChosen' },
  { label: 'settings.keys.view', from: 'shorter' },
]
/** The commands of a group: from its first one to the first of the next. */
export function commandsOf(group: number): readonly CommandId[] {
  const next = commandGroups[group + 1]
  return commandIds.slice(commandIds.indexOf(commandGroups[group]!.from), next === undefined ? undefined : commandIds.indexOf(next.from))
}
/** What a command is called. */
export function commandWords(text: Translate, id: CommandId): string {
  return text(labels[id], { percent: id.replace('part', '') })
}
