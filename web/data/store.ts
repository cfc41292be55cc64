/** Values that change outside React: small stores that tell at once, and streams that are drawn with the screen. */
import { useSyncExternalStore } from 'react'

type Listener = () => void
/** What a view reads. `get` gives the same value until listeners are told of another. */
export interface Readable<T> {
  get(): T
  subscribe(listener: Listener): () => void
}
export interface Store<T> extends Readable<T> {
  set(next: T): void
}
/** `touch` says that the value is another one; it is computed when the screen is drawn. */
export interface Stream<T> extends Readable<T> {
  touch(): void
}
/** Called when a stream gets its first listener; what it gives back, when the last one has left. */
export type Watch = () => () => void

/** At most 20 pictures a second: more costs the main thread a lot and nobody reads faster. */
const flushMsMin = 50
/** A view that is replaced by another of the same stream leaves for a moment; what it followed is kept that long. */
const lingerMs = 500

/** A value that tells its listeners at once, for what people do. */
export function createStore<T>(initial: T): Store<T> {
  let value = initial
  const listeners = new Set<Listener>()
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return
      value = next
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export interface Frames {
  /** A stream whose value is computed at most once a picture. */
  stream<T>(compute: () => T, watch?: Watch): Stream<T>
}

/** Draws all streams together on animation frames. `request` is requestAnimationFrame: hidden pages draw nothing. */
export function createFrames(request: (draw: (nowMs: number) => void) => unknown): Frames {
  const dirty = new Set<Listener>()
  let isRequested = false
  let drawnMs = -flushMsMin
  function ask(): void {
    if (isRequested) return
    isRequested = true
    request(draw)
  }
  function draw(nowMs: number): void {
    isRequested = false
    if (nowMs - drawnMs < flushMsMin - 1) return ask()
    drawnMs = nowMs
    const flushing = [...dirty]
    dirty.clear()
    for (const flush of flushing) flush()
  }
  return {
    stream<T>(compute: () => T, watch?: Watch): Stream<T> {
      let shown = compute()
      let leave: (() => void) | undefined
      const listeners = new Set<Listener>()
      function flush(): void {
        const next = compute()
        if (Object.is(next, shown)) return
        shown = next
        for (const listener of listeners) listener()
      }
      function release(): void {
        if (listeners.size > 0) return
        leave?.()
        leave = undefined
      }
      return {
        get: () => shown,
        touch() {
          dirty.add(flush)
          ask()
        },
        subscribe(listener) {
          listeners.add(listener)
          leave ??= watch?.()
          return () => {
            listeners.delete(listener)
            setTimeout(release, lingerMs)
          }
        },
      }
    },
  }
}

/** The value of a store or stream in a component. */
export function useStore<T>(store: Readable<T>): T {
  return useSyncExternalStore(store.subscribe, store.get)
}
