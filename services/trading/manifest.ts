import {
  applyFills,
  holdOrders,
  lockBalances,
  readAccountEvents,
  readAccounts,
  readBalances,
  readOpenOrders,
  readRecentFills,
} from '#contracts/procedures'
import { listOrderEvents } from '#contracts/routes/order-events'
import * as routes from '#contracts/routes/orders'
import { bookUpdated, bookWanted, instrumentUpdated } from '#contracts/topics/market'
import { orderAmended, orderCancelled, orderMatched, orderPlaced, orderUpdated } from '#contracts/topics/orders'
import { defineManifest } from '#platform/service'

export const manifest = defineManifest({
  name: 'trading',
  owns: 'Orders: accepts, validates, reserves funds for, and tracks each order to its end.',
  routes: {
    placeOrder: routes.placeOrder,
    testOrder: routes.testOrder,
    listOrders: routes.listOrders,
    getOrder: routes.getOrder,
    listOrderEvents,
    cancelOrder: routes.cancelOrder,
    cancelAllOrders: routes.cancelAllOrders,
    amendOrder: routes.amendOrder,
    replaceOrder: routes.replaceOrder,
    placeList: routes.placeList,
    listLists: routes.listLists,
    getList: routes.getList,
    cancelList: routes.cancelList,
    listFills: routes.listFills,
    getFill: routes.getFill,
  },
  procedures: { applyFills, readAccountEvents, readOpenOrders, readRecentFills },
  uses: { lockBalances, holdOrders, readAccounts, readBalances },
  consumes: { instrumentUpdated },
  follows: [],
  hears: { bookUpdated },
  produces: [orderPlaced, orderCancelled, orderAmended, orderUpdated, orderMatched],
  volatile: [bookWanted],
  tables: ['instruments', 'orders', 'order_keys', 'account_heads', 'fills', 'applied'],
  partitions: {},
  jobs: { forgetKeys: 60_000, forgetRefused: 300_000 },
  replicated: true,
})
export type TradingManifest = typeof manifest
