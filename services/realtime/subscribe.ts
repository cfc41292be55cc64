import type { AccountFinder } from '#contracts/accounts'
import { Problem } from '#contracts/problems'
import type { BalanceFeed } from './balance-feed.ts'
import { type ChannelName, readChannelName } from './channel-names.ts'
import type { Connection, Subscription } from './connection.ts'
import { limits } from './limits.ts'
import type { MarketHub } from './market-hub.ts'
import type { Markets } from './markets.ts'
import type { ClientMessage } from './messages.ts'
import type { OrderFeed } from './order-feed.ts'
import type { PortfolioFeed } from './portfolio-feed.ts'

/** Everything a socket can listen to. */
export interface Feeds {
  readonly markets: Markets
  readonly hub: MarketHub
  readonly orders: OrderFeed
  readonly balances: BalanceFeed
  readonly portfolios: PortfolioFeed
  readonly findAccount: AccountFinder
}
interface Plan extends Subscription {
  readonly name: string
  /** Sends the snapshot and lets updates follow. */
  begin(): Promise<void>
}
type Wanted = { readonly connection: Connection; readonly name: string; readonly resume: number | undefined }

/** All channels of a message or none: a wrong name refuses the whole message. What a socket listens to already goes on as it is. */
export async function subscribe(
  feeds: Feeds,
  connection: Connection,
  message: ClientMessage & { readonly op: 'subscribe' },
): Promise<void> {
  const { subscriptions } = connection
  const wanted = message.channels.filter(name => !subscriptions.has(name))
  if (subscriptions.size + wanted.length > limits.channelsPerSocketMax)
    throw new Problem('VALIDATION_FAILED', `A socket listens to at most ${limits.channelsPerSocketMax} channels; open another`, [
      { field: 'channels', rule: 'too many channels', limit: String(limits.channelsPerSocketMax) },
    ])
  const plans: Plan[] = []
  for (const name of wanted) plans.push(await planFor(feeds, { connection, name, resume: message.resume[name] }))
  connection.send(JSON.stringify({ op: 'subscribed', id: message.id, channels: message.channels }))
  for (const plan of plans) {
    if (!connection.isOpen()) return
    subscriptions.set(plan.name, plan)
    try {
      await plan.begin()
    } catch (error) {
      subscriptions.delete(plan.name)
      plan.leave()
      throw error
    }
    if (!connection.isOpen()) plan.leave() // it closed while we read
  }
}

export function unsubscribe(connection: Connection, message: ClientMessage & { readonly op: 'unsubscribe' }): void {
  for (const name of message.channels) {
    connection.subscriptions.get(name)?.leave()
    connection.subscriptions.delete(name)
  }
  connection.send(JSON.stringify({ op: 'result', id: message.id, data: { channels: [...connection.subscriptions.keys()] } }))
}

async function planFor(feeds: Feeds, wanted: Wanted): Promise<Plan> {
  const channel = readChannelName(wanted.name)
  if (channel === undefined)
    throw new Problem('VALIDATION_FAILED', `There is no channel ${wanted.name}`, [
      { field: 'channels', rule: 'must be a channel', value: wanted.name },
    ])
  return 'symbol' in channel ? marketPlan(feeds, wanted, channel) : await accountPlan(feeds, wanted, channel)
}

function marketPlan({ markets, hub }: Feeds, { connection, name }: Wanted, channel: Extract<ChannelName, { symbol: string }>): Plan {
  const source = markets.sourceOf(channel)
  if (source === undefined)
    throw new Problem('UNKNOWN_SYMBOL', `There is no symbol ${channel.symbol}; GET /api/v1/market/symbols lists them`, [
      { field: 'channels', rule: 'must name a listed symbol', value: name },
    ])
  return {
    name,
    seq: () => null,
    begin: async () => hub.join(name, source, connection),
    leave: () => hub.leave(name, connection),
  }
}

async function accountPlan(
  { orders, balances, portfolios, findAccount }: Feeds,
  { connection, name, resume }: Wanted,
  { kind, accountId }: Exclude<ChannelName, { symbol: string }>,
): Promise<Plan> {
  const { principal } = connection
  if (principal === undefined)
    throw new Problem('UNAUTHENTICATED', `${name} is private: connect with a ticket, or send {"op":"auth","token":…} first`)
  const entry = await findAccount(principal.userId, accountId)
  if (kind === 'orders' || kind === 'fills') {
    const member = { channel: name, kind, outlet: connection, last: null, scanned: 0 }
    return {
      name,
      seq: () => member.last,
      begin: () => orders.join(entry.id, member, resume),
      leave: () => orders.leave(entry.id, member),
    }
  }
  const member = { channel: name, outlet: connection, last: null }
  const seq = (): number | null => member.last
  if (kind === 'balances') return { name, seq, begin: () => balances.join(entry.id, member), leave: () => balances.leave(entry.id, member) }
  return { name, seq, begin: () => portfolios.join(entry, member), leave: () => portfolios.leave(entry.id, member) }
}
