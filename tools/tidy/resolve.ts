import { dirname, join } from 'node:path/posix'
import type { Tree } from './tree.ts'

/** Where an import leads: a file of ours, Node, an npm package, or nowhere. */
export type Target =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'node'; readonly name: string }
  | { readonly kind: 'npm'; readonly name: string }

/** Resolves a specifier written in `from` as Node does with our import map. */
export function resolveImport(specifier: string, { from, tree }: { readonly from: string; readonly tree: Tree }): Target {
  const bare = specifier.replace(/\?.*$/, '') // Vite's suffixes, as in `worker.ts?worker`
  if (bare.startsWith('.')) return { kind: 'file', path: existing(join(dirname(from), bare), tree) }
  if (bare.startsWith('#')) return { kind: 'file', path: mapped(bare, tree) }
  if (bare.startsWith('node:')) return { kind: 'node', name: bare }
  return {
    kind: 'npm',
    name: bare
      .split('/')
      .slice(0, bare.startsWith('@') ? 2 : 1)
      .join('/'),
  }
}

// The web is bundled and may leave endings out.
function existing(path: string, tree: Tree): string {
  return [path, `${path}.ts`, `${path}.tsx`, `${path}/index.ts`, `${path}/index.tsx`].find(candidate => tree.get(candidate)) ?? path
}

function mapped(specifier: string, tree: Tree): string {
  const map = JSON.parse(tree.get('package.json')?.text() ?? '{}').imports as Record<string, string> | undefined
  const exact = map?.[specifier]
  if (exact !== undefined) return exact.replace(/^\.\//, '')
  const patterns = Object.entries(map ?? {}).filter(
    ([pattern]) => pattern.includes('*') && specifier.startsWith(pattern.slice(0, pattern.indexOf('*'))),
  )
  const [pattern, target] = patterns.toSorted(([one], [other]) => other.length - one.length)[0] ?? []
  if (pattern === undefined || target === undefined) return specifier
  return target.replace('*', specifier.slice(pattern.indexOf('*'))).replace(/^\.\//, '')
}
