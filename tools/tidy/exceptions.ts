/** A finding we live with, and why. One that matches nothing any more is itself a finding. */
export interface Exception {
  readonly rule: string
  /** The path of the file. */
  readonly path: string
  /** A part of the message. */
  readonly about: string
  readonly why: string
}

export const exceptions: readonly Exception[] = [
  {
    rule: 'import-law',
    path: 'app/platform.ts',
    about: 'package.json',
    why: 'the version of the release has one home',
  },
  {
    rule: 'banned-calls',
    path: 'platform/postgres/account.ts',
    about: 'process.env',
    why: 'PATH for the programs that the launcher starts; it configures nothing',
  },
]
