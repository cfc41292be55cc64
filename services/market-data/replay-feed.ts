/** Plays a recording at the pace it was received, or as fast as its readers allow. */
import type { Clock } from '#platform/service'
import { type RecordedEvent, readRecording, type Recording } from './recording.ts'
import type { Pass } from './session.ts'

/** A hole in a recording is not waited for longer than this, in recorded time. */
const waitMaxMs = 60_000
/** Events played without a pause; then others get their turn. */
const burstEventsMax = 256

export interface ReplayOptions {
  readonly recording: Recording
  /** Recorded seconds per second; 0 = as fast as possible. */
  readonly speed: number
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Resolves when there is room for more: what was taken is being stored. */
  readonly hasRoom: () => Promise<void>
  readonly onDamage: (error: unknown) => void
}

/**
 * Plays the pass to its end, or until the signal is aborted. The first `skip` events were played by an earlier run: they only rebuild
 * the books, and `onCaughtUp` is called after them. Returns what could not be read, by reason.
 */
export async function playRecording(
  pass: Pass,
  options: ReplayOptions,
  skip: number,
  onCaughtUp: () => void,
): Promise<ReadonlyMap<string, number>> {
  const { recording, signal } = options
  const rejected = new Map<string, number>()
  const pace = createPace(pass, options)
  pass.isNews = skip === 0
  if (pass.isNews) onCaughtUp()
  try {
    for await (const recorded of readRecording(recording, rejected)) {
      if (pass.isNews) await pace(recorded)
      if (signal.aborted) return rejected
      pass.connection.accept(recorded.symbol, recorded.event)
      pass.lines += 1
      if (pass.isNews || pass.lines < skip) continue
      pass.isNews = true
      onCaughtUp()
    }
  } catch (error) {
    options.onDamage(error)
  }
  pass.connection.finish()
  pass.isDone = true
  const isTakenUp = !pass.isNews
  pass.isNews = true
  if (isTakenUp) onCaughtUp()
  pass.flush()
  return rejected
}

function createPace(pass: Pass, { speed, clock, signal, hasRoom }: ReplayOptions): (recorded: RecordedEvent) => Promise<void> {
  let startMs: number | undefined
  let previousMs = 0
  let burst = 0
  async function until(dueMs: number): Promise<void> {
    const waitMs = dueMs - clock.monotonic()
    if (waitMs > 1) {
      burst = 0
      await clock.sleep(waitMs, signal)
    } else if (++burst >= burstEventsMax) {
      burst = 0
      pass.flush()
      await hasRoom()
      await clock.sleep(0, signal)
    }
  }
  return async ({ event }) => {
    if (speed === 0) return await until(0)
    const receivedMs = Number(event.receivedNs) / 1e6
    startMs ??= clock.monotonic() - receivedMs / speed
    if (previousMs > 0 && receivedMs - previousMs > waitMaxMs) startMs -= (receivedMs - previousMs - waitMaxMs) / speed
    previousMs = Math.max(previousMs, receivedMs)
    const idleAtNs = pass.connection.idleAtNs()
    if (idleAtNs !== undefined && idleAtNs < event.receivedNs) {
      await until(startMs + Number(idleAtNs) / 1e6 / speed)
      if (!signal.aborted) pass.connection.idle()
    }
    await until(startMs + receivedMs / speed)
  }
}
