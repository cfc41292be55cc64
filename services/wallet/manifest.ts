import { holdOrders, lockBalances, openAccount, readAccounts, readBalances, settleBatch } from '#contracts/procedures'
import { listAccounts, listBalances, listTransactions } from '#contracts/routes/wallet'
import { accountOpened, walletUpdated } from '#contracts/topics/accounts'
import { instrumentUpdated } from '#contracts/topics/market'
import { defineManifest } from '#platform/service'

export const manifest = defineManifest({
  name: 'wallet',
  owns: 'Money: accounts, balances and the double-entry ledger behind them; a wrong book cannot be committed.',
  routes: { listAccounts, listBalances, listTransactions },
  procedures: { openAccount, readAccounts, readBalances, lockBalances, holdOrders, settleBatch },
  uses: {},
  consumes: { instrumentUpdated },
  follows: [],
  hears: {},
  produces: [accountOpened, walletUpdated],
  volatile: [],
  tables: ['assets', 'accounts', 'balances', 'holds', 'wallet_transactions'],
  partitions: { wallet_transactions: 'month' },
  jobs: {},
  replicated: true,
})
