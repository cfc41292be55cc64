import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Envelope } from '#contracts/kit'
import type { Clock, Log } from '#platform/ports'
import { type Consumer, startConsumer } from '#platform/streams'
import { type Behaviour, type Manifest, schemaOf, type Service, type ServiceState } from '../service.ts'
import { createContext, type Parts, type ServiceContext } from './context.ts'
import type { Http } from './http.ts'
import { ensurePartitions } from './partitions.ts'
import { takeTurn } from './single.ts'

const partitionsPeriodMs = 3_600_000

export interface RunningService extends AsyncDisposable {
  readonly name: string
  readonly state: () => ServiceState
  readonly upgrades: Readonly<Record<string, (request: IncomingMessage, socket: Duplex, head: Buffer) => void>>
  becomeReady(): Promise<void>
  /** Resolves when its consumers have applied what was committed before the call. */
  caughtUp(): Promise<void>
  /** No new work; what is under way is finished. */
  stopIntake(): Promise<void>
}

/** Starts one service: partitions, behaviour, routes, consumers, jobs. */
export async function runService(service: Service, parts: Parts, http: Http): Promise<RunningService> {
  const { manifest } = service
  await using owned = new AsyncDisposableStack()
  const inner = owned.use(createContext(manifest, parts))
  if (!manifest.replicated) await takeTurn(manifest.name, inner.context.connection('turn'), parts.clock)
  await ensurePartitions(manifest, inner.pool, parts.clock)
  const behaviour = await service.start(inner.context)
  addRoutes(manifest, behaviour, http)
  const consumers = await startConsumers(manifest, inner, behaviour, parts)
  for (const consumer of consumers) owned.use(consumer)
  const { clock } = parts
  const { log } = inner.context
  owned.use(startJob('partitions', partitionsPeriodMs, { work: () => ensurePartitions(manifest, inner.pool, clock), log, clock }))
  for (const [name, periodMs] of Object.entries(manifest.jobs))
    owned.use(startJob(name, periodMs, { work: behaviour.jobs[name]!, log, clock }))
  let state: ServiceState = 'starting'
  const all = owned.move()
  return {
    name: manifest.name,
    state: () => state,
    upgrades: behaviour.upgrades ?? {},
    async becomeReady() {
      await behaviour.ready()
      state = 'ready'
    },
    async caughtUp() {
      for (const consumer of consumers) await consumer.caughtUp()
    },
    async stopIntake() {
      await behaviour.stop?.()
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

function addRoutes(manifest: Manifest, behaviour: Behaviour<Manifest>, http: Http): void {
  for (const [name, contract] of Object.entries(manifest.routes)) {
    const handler = behaviour.routes[name] as unknown as Parameters<Http['route']>[1]
    http.route(contract, handler)
  }
}

interface JobParts {
  readonly work: () => Promise<void>
  readonly log: Log
  readonly clock: Clock
}
function startJob(name: string, periodMs: number, { work, log, clock }: JobParts): Disposable {
  return clock.every(periodMs, async () => {
    try {
      await work()
    } catch (error) {
      log.warn({ job: name, error: String(error) }, 'a job failed; it runs again at its next time')
    }
  })
}

async function startConsumers(
  manifest: Manifest,
  inner: ServiceContext<Manifest>,
  behaviour: Behaviour<Manifest>,
  parts: Parts,
): Promise<Consumer[]> {
  const consumers: Consumer[] = []
  const byOwner = Map.groupBy(Object.entries(manifest.consumes), ([, topic]) => topic.owner)
  for (const [owner, entries] of byOwner) {
    const names = new Map(entries.map(([name, topic]) => [topic.name, name]))
    const consumer = await startConsumer({
      consumer: manifest.name,
      schema: schemaOf(manifest.name),
      owner,
      relay: parts.relayOf(owner),
      sql: inner.pool,
      clock: parts.clock,
      log: inner.context.log,
      apply: (batch, remember) =>
        inner.transaction(async tx => {
          await remember(tx)
          for (const part of runs(batch, names)) await behaviour.consumers[part.name]!(part.events, tx)
        }),
    })
    consumers.push(consumer)
  }
  return consumers
}

/** Neighbours of one topic go to their consumer together; the order of the stream is kept. */
function runs(batch: readonly Envelope[], names: ReadonlyMap<string, string>): { name: string; events: Envelope[] }[] {
  const parts: { name: string; events: Envelope[] }[] = []
  for (const event of batch) {
    const name = names.get(event.topic)
    if (name === undefined) continue
    const last = parts.at(-1)
    if (last?.name === name) last.events.push(event)
    else parts.push({ name, events: [event] })
  }
  return parts
}
