import { dataFrame } from './messages.ts'
import type { Outlet } from './outlet.ts'

/** One socket's subscription to a last-value channel of an account. */
export interface LatestMember {
  readonly channel: string
  readonly outlet: Outlet
  /** Sequence of the last frame; null before the snapshot. */
  last: number | null
}

/** Who listens to one account's last-value channel. The sequence counts what they were told; data is JSON text. */
export class LatestValue {
  readonly members = new Set<LatestMember>()
  /** Members on their way in, for whom news is kept already. */
  joining = 0
  #seq = 0

  isIdle(): boolean {
    return this.members.size === 0 && this.joining === 0
  }
  tell(data: string, at: number): void {
    const prevSeq = this.#seq
    this.#seq += 1
    for (const member of this.members) {
      member.outlet.send(dataFrame({ channel: member.channel, type: 'update', seq: this.#seq, prevSeq, data, at }))
      member.last = this.#seq
    }
  }
  /** `data` must be what the others hold: what is new is told before. */
  admit(member: LatestMember, data: string, at: number): void {
    member.outlet.send(dataFrame({ channel: member.channel, type: 'snapshot', seq: this.#seq, data, at }))
    member.last = this.#seq
    this.members.add(member)
  }
}
