import { Counter, Gauge, type Registry } from 'prom-client'

/** Counted per batch, never per order. */
export interface TradingMetrics {
  readonly batches: Counter
  readonly accepted: Counter
  readonly refused: Counter
}

export function createMetrics(registry: Registry, waiting: () => number): TradingMetrics {
  const registers = [registry]
  const gauge: Gauge = new Gauge({
    name: 'tradecraft_trading_waiting_orders',
    help: 'Orders that wait for their batch; at the limit callers are told to come back',
    registers,
    collect: () => gauge.set(waiting()),
  })
  return {
    batches: new Counter({ name: 'tradecraft_trading_batches_total', help: 'Transactions that placed orders', registers }),
    accepted: new Counter({ name: 'tradecraft_trading_accepted_orders_total', help: 'Orders accepted', registers }),
    refused: new Counter({ name: 'tradecraft_trading_refused_orders_total', help: 'Orders refused and kept in the history', registers }),
  }
}
