import type { RouteReply } from '#contracts/kit'
import { Problem } from '#contracts/problems'
import type { ListedOrder, NewOrderList, placeList } from '#contracts/routes/orders'
import type { ListMember } from '#contracts/topics/orders'
import { holdForList, type Instrument, isLimit, type ListHold, type PricedOrder, type Violation } from '#core/orders'
import type { Call } from '#platform/service'
import { duplicate, type Identity, insufficient, placementOf, problemOf, refusedRequest, toProblemCode } from './draft-order.ts'
import { isSettled } from './engine-word.ts'
import { needsMarket } from './hold-order.ts'
import { judgeList, toRequest } from './judge-order.ts'
import { countOf } from './open-orders.ts'
import * as store from './order-store.ts'
import { acceptedBefore, clientIdOf, hashOf } from './place-order.ts'
import { listOfOrder, readList } from './read-lists.ts'
import type { Trading } from './trading.ts'

/**
 * Places orders that depend on each other: accepted together or not at all, with one hold. A repeat under the same Idempotency-Key
 * (or the client id of the first order) gives the list it repeats.
 */
export async function placeOrderList(trading: Trading, call: Call<typeof placeList>): Promise<RouteReply<typeof placeList>> {
  const { body, principal } = call
  const account = await trading.findAccount(principal.userId, body.account_id)
  if (account.state !== 'active') throw new Problem('ACCOUNT_HALTED')
  const first = body.working ?? body.legs[0]!
  const identity: Identity = {
    accountId: account.id,
    userId: principal.userId,
    clientOrderId: clientIdOf(first.client_order_id, call.idempotencyKey),
    requestHash: hashOf(body),
  }
  const instrument = trading.instruments.find(body.symbol)
  const repeated = await repeatedList(trading, identity)
  if (repeated !== undefined) return { status: 200, body: (await readList(trading, account.id, repeated))! }
  const { members, hold } = await prepare(trading, body, instrument, identity)
  const listId = trading.ids.uuid()
  const placements = members.map((order, index) =>
    placementOf(
      trading.ids.uuid(),
      order,
      { instrument, identity: identityOf(identity, body, index) },
      acceptanceOf(body, hold, { listId, index, count: members.length }),
    ),
  )
  const verdict = await trading.placements.submit(placements)
  if (verdict.code === store.verdicts.repeated)
    return { status: 200, body: (await readList(trading, account.id, (await listOfOrder(trading, account.id, verdict.order_id))!))! }
  if (verdict.code === store.verdicts.conflict) throw await takenIn(trading, body, placements)
  if (verdict.code === store.verdicts.unfunded)
    throw refused(trading, body, instrument, identity, within(fieldOf(body, 0), insufficient(placements[0]!, instrument)))
  trading.openOrders.added(account.id, body.symbol, countOf(members))
  const spoken = await isSettled(trading, { symbol: body.symbol, seq: Number(verdict.command_seq), wait: call.query.wait })
  return { status: spoken ? 201 : 202, body: (await readList(trading, account.id, listId))! }
}

async function prepare(
  trading: Trading,
  body: NewOrderList,
  instrument: Instrument,
  identity: Identity,
): Promise<{ readonly members: readonly PricedOrder[]; readonly hold: ListHold }> {
  const judged = await judgeList(trading, body, instrument, identity)
  const unsaid = unboundedIn(body) ?? twiceIn(body, identity)
  if (unsaid !== undefined) throw refused(trading, body, instrument, identity, problemOf([unsaid]))
  if ('violations' in judged) throw refused(trading, body, instrument, identity, problemOf(judged.violations))
  const { working, legs } = judged
  const members = working === undefined ? legs : [working, ...legs]
  if (members.slice(0, working === undefined ? members.length : 1).some(needsMarket) && !trading.books.isLive(body.symbol))
    throw refused(trading, body, instrument, identity, new Problem('DATA_STALE', undefined, [], 1))
  const { last } = trading.books.market(instrument)
  const [first] = members
  const hold = holdForList({ legs, ...(working === undefined ? {} : { working }) }, instrument, {
    levels: trading.books.opposite(instrument, first!.side),
    pegLevels: trading.books.levels(instrument, first!.side),
    ...(last === undefined ? {} : { last }),
  })
  if ('reason' in hold) throw refused(trading, body, instrument, identity, new Problem(toProblemCode(hold.reason), undefined))
  return { members, hold }
}

/**
 * Buys of one hold whose costs nobody knows beforehand can only be alternatives: lowered by the fills of each other they could together
 * cost more than either alone.
 */
function unboundedIn({ working, legs, contingency }: NewOrderList): Violation | undefined {
  if (working !== undefined || contingency !== 'ouo') return undefined
  const isUnbounded = legs.some(({ side, type, peg }) => side === 'buy' && (!isLimit(type) || peg !== undefined))
  return isUnbounded
    ? {
        code: 'VALIDATION_FAILED',
        field: 'contingency',
        rule: 'must be oco where a leg buys at a price that is not known',
        value: 'ouo',
        nearest: 'oco',
      }
    : undefined
}

/** Two orders of one list under one client id. */
function twiceIn(body: NewOrderList, identity: Identity): Violation | undefined {
  const ids = membersOf(body).map((_, index) => identityOf(identity, body, index).clientOrderId)
  const index = ids.findIndex((id, place) => id !== undefined && ids.indexOf(id) < place)
  return index < 0
    ? undefined
    : {
        code: 'VALIDATION_FAILED',
        field: `${fieldOf(body, index)}.client_order_id`,
        rule: 'must differ from the others',
        value: ids[index]!,
      }
}

/** The client id that is another order's. */
async function takenIn(trading: Trading, body: NewOrderList, placements: readonly store.Placement[]): Promise<Problem> {
  for (const [index, { accountId, clientOrderId }] of placements.entries()) {
    if (clientOrderId === undefined) continue
    const [key] = await trading.sql.query<{ order_id: string }>(store.keyOf(accountId, clientOrderId))
    if (key !== undefined) return within(fieldOf(body, index), duplicate(clientOrderId))
  }
  return new Problem('DUPLICATE_CLIENT_ORDER_ID')
}

/** What the fields of an order of a list begin with. */
function fieldOf({ working }: NewOrderList, index: number): string {
  return working !== undefined && index === 0 ? 'working' : `legs.${working === undefined ? index : index - 1}`
}
function within(prefix: string, { code, message, errors }: Problem): Problem {
  return new Problem(
    code,
    message,
    errors.map(error => ({ ...error, field: `${prefix}.${error.field}` })),
  )
}
function membersOf({ working, legs }: NewOrderList): readonly ListedOrder[] {
  return working === undefined ? legs : [working, ...legs]
}

/** The first order holds for the list; each keeps the bound of its own cost. */
function acceptanceOf(
  body: NewOrderList,
  hold: ListHold,
  { listId, index, count }: { readonly listId: string; readonly index: number; readonly count: number },
) {
  const hasWorking = body.working !== undefined
  const spendMax = hasWorking && index === 0 ? hold.workingSpendMax : hold.legSpendMax[hasWorking ? index - 1 : index]
  const list: ListMember = {
    list_id: listId,
    role: hasWorking && index === 0 ? 'working' : 'leg',
    index,
    count,
    contingency: body.contingency ?? (hasWorking ? 'ouo' : 'oco'),
    start: body.start ?? (hasWorking && count === 3 ? 'partial' : 'full'),
  }
  return {
    hold: { asset: hold.asset, amount: index === 0 ? hold.amount : 0n, ...(spendMax === undefined ? {} : { spendMax }) },
    list,
  }
}

function identityOf(identity: Identity, body: NewOrderList, index: number): Identity {
  if (index === 0) return identity
  return { ...identity, clientOrderId: membersOf(body)[index]?.client_order_id }
}

/** Keeps the first order of a refused list in the history and gives back the problem to throw. */
function refused(trading: Trading, body: NewOrderList, instrument: Instrument, identity: Identity, problem: Problem): Problem {
  const first = body.working ?? body.legs[0]!
  trading.keepRefused({ ...refusedRequest(trading, toRequest(first), instrument, identity), reason: problem.code })
  return problem
}

async function repeatedList(trading: Trading, identity: Identity): Promise<string | undefined> {
  const order = await acceptedBefore(trading, identity)
  return order === undefined ? undefined : listOfOrder(trading, identity.accountId, order)
}
