/** The numbers books know accounts by: whoever has the same number must not trade with themselves. Theirs for one life of the books. */
export class Owners {
  readonly #numbers = new Map<string, number>()
  #last = 0

  /** The account's number, a new one where it has none. */
  of(account: string): number {
    const known = this.#numbers.get(account)
    if (known !== undefined) return known
    this.set(account, this.#last + 1)
    return this.#last
  }

  /** Everybody who has a number. */
  entries(): Iterable<readonly [account: string, owner: number]> {
    return this.#numbers.entries()
  }

  /** Gives back a number the account had before. */
  set(account: string, owner: number): void {
    this.#numbers.set(account, owner)
    this.#last = Math.max(this.#last, owner)
  }
}
