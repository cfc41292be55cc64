import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readFacts } from './facts.ts'
import type { Facts } from './facts.ts'

/** A file of the repository; what it costs to know is found out once, when first asked. */
export interface SourceFile {
  readonly path: string
  text(): string
  /** Imports, exports, functions, names and strings; undefined for a file that is no TypeScript or JavaScript. */
  facts(): Facts | undefined
}

/** The files that belong to the repository. */
export interface Tree {
  readonly files: readonly SourceFile[]
  get(path: string): SourceFile | undefined
}

const binary = /\.(png|jpe?g|gif|ico|webp|avif|woff2?|ttf|zip|gz|pdf)$/

/** All files that git tracks or would track. */
export function readTree(root: string): Tree {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64e6,
  })
  const paths = listed.split('\0').filter(path => path !== '' && existsSync(join(root, path)))
  // Pictures and the like are there for links to lead to; they have no text.
  return asTree(paths.map(path => sourceFile(path, () => (binary.test(path) ? '' : readFileSync(join(root, path), 'utf8')))))
}

/** A tree made up of paths and texts, to try a rule on. */
export function treeOf(texts: Readonly<Record<string, string>>): Tree {
  return asTree(Object.entries(texts).map(([path, text]) => sourceFile(path, () => text)))
}

function asTree(files: readonly SourceFile[]): Tree {
  const byPath = new Map(files.map(file => [file.path, file]))
  return { files, get: path => byPath.get(path) }
}

function sourceFile(path: string, read: () => string): SourceFile {
  const text = once(read)
  const facts = once(() => (/\.(ts|tsx|js|mjs)$/.test(path) ? readFacts(path, text()) : undefined))
  return { path, text, facts }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}
