import { Counter, Gauge, type Registry } from 'prom-client'

export interface Metrics {
  readonly sockets: Gauge
  readonly received: Counter
  readonly sent: Counter
  readonly dropped: Counter
}

export function createMetrics(registry: Registry): Metrics {
  const registers = [registry]
  return {
    sockets: new Gauge({ name: 'tradecraft_realtime_sockets', help: 'Open WebSockets', registers }),
    received: new Counter({ name: 'tradecraft_realtime_received_messages_total', help: 'Messages of clients', registers }),
    sent: new Counter({ name: 'tradecraft_realtime_sent_frames_total', help: 'Frames handed to sockets', registers }),
    dropped: new Counter({
      name: 'tradecraft_realtime_dropped_frames_total',
      help: 'Market updates that slow readers did not get; a snapshot follows each',
      registers,
    }),
  }
}
