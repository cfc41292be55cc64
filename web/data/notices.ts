import { createStore, type Readable } from './store.ts'

export interface Notice {
  readonly id: number
  readonly sentence: string
  readonly tone: 'good' | 'neutral' | 'bad'
  /** What can be done about it while it is shown. */
  readonly action?: { readonly label: string; readonly run: () => void }
}
export interface Notices {
  readonly list: Readable<readonly Notice[]>
  say(notice: Omit<Notice, 'id'>): void
  dismiss(id: number): void
}

const shownMs = 7_000
/** More would lie over what they tell of. */
const noticesMax = 3

/** What happened to orders, in words, for a moment each. */
export function createNotices(): Notices {
  const list = createStore<readonly Notice[]>([])
  let lastId = 0
  const dismiss = (id: number): void => list.set(list.get().filter(notice => notice.id !== id))
  return {
    list,
    dismiss,
    say(notice) {
      const id = ++lastId
      list.set([...list.get(), { id, ...notice }].slice(-noticesMax))
      setTimeout(() => dismiss(id), shownMs)
    },
  }
}
