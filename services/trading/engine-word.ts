import { shardOf } from '#contracts/instruments'
import type { Order } from '#contracts/routes/orders'
import type { AmendCommand, CancelCommand } from '#contracts/topics/orders'
import type { Change, Trading } from './trading.ts'

/** How long a caller waits for the engine's word. */
const settledTimeoutMs = 2_000

/** What a caller waits for: the engine's word, which is also the default, or the commit alone. */
export type Wait = 'settled' | 'accepted' | undefined

/** Whether the caller got what it waits for: the engine's word on a command comes within 2 s or counts as late. */
export async function isSettled(
  { applied }: Pick<Trading, 'applied'>,
  { symbol, seq, wait }: { readonly symbol: string; readonly seq: number; readonly wait: Wait },
): Promise<boolean> {
  return wait === 'accepted' || (await applied.wait(shardOf(symbol), seq, settledTimeoutMs))
}

/** Sends the engine a command that changes an order, and reads the order once it has spoken or is late. */
export async function submitChange(
  trading: Trading,
  topic: Change['topic'],
  { command, wait }: { readonly command: CancelCommand | AmendCommand; readonly wait: Wait },
): Promise<{ readonly spoken: boolean; readonly order: Order }> {
  const { symbol, order_id: id } = command
  const seq = await trading.changes.submit({ topic, symbol, body: JSON.stringify(command) })
  const spoken = await isSettled(trading, { symbol, seq, wait })
  return { spoken, order: (await trading.readOrder(id))! }
}
