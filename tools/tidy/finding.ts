import type { Tree } from './tree.ts'

/** One place that breaks a house rule. */
export interface Finding {
  readonly rule: string
  readonly path: string
  /** From 1; 0 when it is the file as a whole. */
  readonly line: number
  /** What is wrong and what to do instead, in one sentence. */
  readonly message: string
}

/** A house rule that a machine can check. */
export interface Rule {
  readonly name: string
  check(tree: Tree): readonly Omit<Finding, 'rule'>[]
}
