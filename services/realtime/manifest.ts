import {
  readAccountEvents,
  readAccounts,
  readBalances,
  readDayOpens,
  readHoldings,
  readInstruments,
  readOpenOrders,
  readRecentFills,
  readRevocations,
  redeemTicket,
} from '#contracts/procedures'
import { portfolioUpdated, walletUpdated } from '#contracts/topics/accounts'
import { cancelOrder, placeOrder } from '#contracts/routes/orders'
import { bookUpdated, bookWanted, candlesUpdated, instrumentUpdated, marketDataUpdate, tickerUpdated } from '#contracts/topics/market'
import { orderMatched, orderPlaced, orderUpdated } from '#contracts/topics/orders'
import { tradeExecuted } from '#contracts/topics/trades'
import { defineManifest } from '#platform/service'

export const manifest = defineManifest({
  name: 'realtime',
  owns: 'The WebSocket: what happens, told as it happens, in order and without a gap. It stores nothing.',
  routes: {},
  asks: { placeOrder, cancelOrder },
  procedures: {},
  uses: {
    redeemTicket,
    readRevocations,
    readAccounts,
    readBalances,
    readDayOpens,
    readHoldings,
    readInstruments,
    readOpenOrders,
    readRecentFills,
    readAccountEvents,
  },
  consumes: {},
  follows: [instrumentUpdated, orderPlaced, orderUpdated, orderMatched, walletUpdated, tradeExecuted, portfolioUpdated],
  hears: { bookUpdated, marketDataUpdate, tickerUpdated, candlesUpdated },
  produces: [],
  volatile: [bookWanted],
  tables: [],
  partitions: {},
  jobs: {},
  replicated: true,
})
export type RealtimeManifest = typeof manifest
