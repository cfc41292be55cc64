import { readAccounts, readDayOpens, readHoldings, readInstruments } from '#contracts/procedures'
import { getPerformance, getPortfolio, listPositions } from '#contracts/routes/portfolio'
import { accountOpened, portfolioUpdated, walletUpdated } from '#contracts/topics/accounts'
import { bookUpdated, bookWanted, instrumentUpdated, marketDataUpdate } from '#contracts/topics/market'
import { tradeExecuted } from '#contracts/topics/trades'
import { defineManifest } from '#platform/service'

export const manifest = defineManifest({
  name: 'portfolio',
  owns: 'Positions, tax lots, profit and loss, and equity over time, projected from trades and balances.',
  routes: { getPortfolio, listPositions, getPerformance },
  procedures: { readHoldings, readDayOpens, readInstruments },
  uses: { readAccounts },
  consumes: { instrumentUpdated, accountOpened, walletUpdated, tradeExecuted },
  follows: [],
  hears: { bookUpdated, marketDataUpdate },
  produces: [portfolioUpdated],
  volatile: [bookWanted],
  tables: ['instruments', 'accounts', 'balances', 'positions', 'lots', 'portfolios', 'market_day'],
  partitions: {},
  jobs: { recordMinute: 60_000, recordHour: 3_600_000, watchDay: 1_000 },
  replicated: false,
})
export type PortfolioManifest = typeof manifest
