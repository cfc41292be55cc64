import { type FieldError, Problem, problemDocument } from '#contracts/problems'

/** A request of a client; `id` comes back with the answer. */
export type ClientMessage = { readonly id: number | string | null } & (
  | { readonly op: 'auth'; readonly token: string }
  | { readonly op: 'subscribe'; readonly channels: readonly string[]; readonly resume: Readonly<Record<string, number>> }
  | { readonly op: 'unsubscribe'; readonly channels: readonly string[] }
  | { readonly op: 'ping' }
  | { readonly op: 'order.place' | 'order.cancel'; readonly params: Readonly<Record<string, unknown>>; readonly wait: string | undefined }
)

const textMax = 8_192
const idMax = 64
const channelNameMax = 100

/** The id of a message that could be read far enough to have one. */
export function idOf(value: unknown): number | string | null {
  const id = isRecord(value) ? value.id : undefined
  return (typeof id === 'number' && Number.isSafeInteger(id)) || (typeof id === 'string' && id.length <= idMax) ? id : null
}

/** What a client sent as JSON; undefined for anything else. */
export function parseMessage(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Reads a message; throws VALIDATION_FAILED with every field that is wrong. */
export function readMessage(value: unknown): ClientMessage {
  if (!isRecord(value) || typeof value.op !== 'string')
    return invalid('A message is a JSON object with an op', { field: 'op', rule: 'must be a text' })
  const id = idOf(value)
  switch (value.op) {
    case 'auth': {
      if (typeof value.token !== 'string' || value.token.length > textMax)
        return invalid('auth needs a token', { field: 'token', rule: 'must be an access token' })
      return { op: 'auth', id, token: value.token }
    }
    case 'subscribe':
      return { op: 'subscribe', id, channels: readChannels(value.channels), resume: readResume(value.resume) }
    case 'unsubscribe':
      return { op: 'unsubscribe', id, channels: readChannels(value.channels) }
    case 'ping':
      return { op: 'ping', id }
    case 'order.place':
    case 'order.cancel':
      if (!isRecord(value.params)) return invalid(`${value.op} needs params`, { field: 'params', rule: 'must be an object' })
      if (value.wait !== undefined && typeof value.wait !== 'string')
        return invalid('wait is a text', { field: 'wait', rule: 'must be a text' })
      return { op: value.op, id, params: value.params, wait: value.wait }
    default:
      return invalid('There is no such op; auth, subscribe, unsubscribe, order.place, order.cancel and ping are', {
        field: 'op',
        rule: 'must be auth, subscribe, unsubscribe, order.place, order.cancel or ping',
        value: value.op.slice(0, idMax),
      })
  }
}

/** One data frame. `data` is JSON text already, for it is built once for all who listen. */
export function dataFrame(frame: {
  readonly channel: string
  readonly type: 'snapshot' | 'update'
  readonly seq: number
  /** The sequence this follows; a snapshot follows nothing. */
  readonly prevSeq?: number
  readonly data: string
  readonly at: number
}): string {
  const previous = frame.prevSeq === undefined ? '' : `"prev_seq":${frame.prevSeq},`
  return `{"channel":${JSON.stringify(frame.channel)},"type":"${frame.type}","seq":${frame.seq},${previous}"data":${frame.data},"at":"${new Date(frame.at).toISOString()}"}`
}

/** The error frame of a refusal. */
export function errorFrame(id: number | string | null, problem: Problem, traceId: string): string {
  return JSON.stringify({ op: 'error', id, problem: problemDocument(problem, traceId) })
}

function readChannels(value: unknown): string[] {
  if (!Array.isArray(value) || value.length === 0 || !value.every(name => typeof name === 'string' && name.length <= channelNameMax))
    return invalid('channels is a list of channel names', { field: 'channels', rule: 'must be a list of channel names' })
  return [...new Set(value as string[])]
}

function readResume(value: unknown): Record<string, number> {
  if (value === undefined || value === null) return {}
  if (!isRecord(value) || !Object.values(value).every(seq => Number.isSafeInteger(seq) && (seq as number) >= 0))
    return invalid('resume names the last sequence of channels', { field: 'resume', rule: 'must map channels to whole numbers' })
  return value as Record<string, number>
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function invalid(detail: string, error: FieldError): never {
  throw new Problem('VALIDATION_FAILED', detail, [error])
}
