import { Counter, Gauge, type Registry } from 'prom-client'

/** Counted per batch, never per command. */
export interface MatchingMetrics {
  readonly batches: Counter
  readonly commands: Counter
  readonly trades: Counter
  readonly faults: Counter
}

export function createMetrics(registry: Registry, waiting: () => number): MatchingMetrics {
  const registers = [registry]
  const gauge: Gauge = new Gauge({
    name: 'tradecraft_matching_waiting_inputs',
    help: 'Commands and frames that wait for the engine; at the limit frames are dropped and the feed is joined anew',
    registers,
    collect: () => gauge.set(waiting()),
  })
  return {
    batches: new Counter({ name: 'tradecraft_matching_batches_total', help: 'Committed batches', registers }),
    commands: new Counter({ name: 'tradecraft_matching_commands_total', help: 'Applied commands', registers }),
    trades: new Counter({ name: 'tradecraft_matching_trades_total', help: 'Settled trades', registers }),
    faults: new Counter({
      name: 'tradecraft_matching_faults_total',
      help: 'Batches that failed on their data; the books were rebuilt',
      registers,
    }),
  }
}
