/** Whose account a call concerns: the same answer in every service that is asked. */
import { refuse } from './problems.ts'
import { readAccounts } from './procedures/index.ts'

/** Users whose accounts are remembered. An account never changes its owner and a new account is read again; `state` is as of the first look-up. */
const usersMax = 20_000

export interface AccountEntry {
  readonly id: string
  readonly state: string
  readonly currency: string
  /** In base units of the currency. */
  readonly start_balance: bigint
}
interface Caller {
  call<Row extends object>(procedure: typeof readAccounts, args: readonly unknown[]): Promise<Row[]>
}
export type AccountFinder = (userId: string, accountId: string | undefined) => Promise<AccountEntry>

/** Finds the account a call concerns: the named one if it is the user's, else the user's first. UNKNOWN_ACCOUNT for anybody else's. */
export function createAccountFinder(context: Caller): AccountFinder {
  const known = new Map<string, readonly AccountEntry[]>()
  async function load(userId: string): Promise<readonly AccountEntry[]> {
    const accounts = await context.call<AccountEntry>(readAccounts, [userId])
    if (known.size >= usersMax) known.delete(known.keys().next().value!)
    if (accounts.length > 0) known.set(userId, accounts)
    return accounts
  }
  return async (userId, accountId) => {
    const pick = (accounts: readonly AccountEntry[]): AccountEntry | undefined =>
      accountId === undefined ? accounts[0] : accounts.find(({ id }) => id === accountId)
    return (
      pick(known.get(userId) ?? []) ??
      pick(await load(userId)) ??
      refuse('UNKNOWN_ACCOUNT', accountId === undefined ? 'You have no paper account yet' : `You have no account ${accountId}`)
    )
  }
}
