/**
 * TradeCraft cannot start here, for a reason the user can act on.
 * The message is one plain sentence meant for the terminal; no stack trace belongs beside it.
 */
export class StartRefused extends Error {
  override readonly name = 'StartRefused'
}
