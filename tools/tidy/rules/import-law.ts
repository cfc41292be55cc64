import type { Rule } from '../finding.ts'
import { resolveImport } from '../resolve.ts'
import type { Target } from '../resolve.ts'
import type { Import } from '../facts.ts'
import type { Tree } from '../tree.ts'
import { zoneOf } from '../zones.ts'
import type { Zone } from '../zones.ts'

interface Law {
  /** Folders it may import from, besides itself. */
  readonly folders: readonly string[]
  readonly npm: 'any' | readonly string[]
  readonly node: 'any' | readonly string[]
}

// The tree is the architecture (ARCHITECTURE.md): a folder imports only from folders to its left.
const laws: Readonly<Record<Exclude<Zone['name'], 'support'>, Law>> = {
  core: { folders: ['core'], npm: [], node: [] },
  contracts: { folders: ['core'], npm: ['typebox'], node: [] },
  platform: { folders: ['platform', 'contracts', 'core/assert', 'core/identity', 'core/decimal'], npm: 'any', node: 'any' },
  services: {
    folders: ['core', 'contracts', 'platform/service', 'platform/ports', 'platform/sql', 'platform/files'],
    npm: 'any',
    node: ['node:crypto', 'node:assert/strict', 'node:buffer', 'node:events', 'node:zlib', 'node:stream'],
  },
  facades: { folders: ['core', 'contracts', 'platform'], npm: 'any', node: ['node:crypto'] },
  app: { folders: ['core', 'contracts', 'platform', 'services', 'facades'], npm: 'any', node: 'any' },
  web: { folders: ['core', 'contracts'], npm: 'any', node: [] },
}

/** Folders import only what the law allows, and other folders only through their index.ts. */
export const importLaw: Rule = {
  name: 'import-law',
  check: tree =>
    tree.files.flatMap(file => {
      const zone = zoneOf(file.path)
      if (zone.name === 'support') return []
      const law = laws[zone.name]
      return (file.facts()?.imports ?? []).flatMap(imported => {
        const message = offence(imported, { zone, law, from: file.path, tree })
        return message === undefined ? [] : [{ path: file.path, line: imported.line, message }]
      })
    }),
}

function offence(
  imported: Import,
  { zone, law, from, tree }: { readonly zone: Zone; readonly law: Law; readonly from: string; readonly tree: Tree },
): string | undefined {
  const target = resolveImport(imported.specifier, { from, tree })
  if (target.kind !== 'file') return allows(law, target) ? undefined : `${zone.module} may not import ${target.name}`
  const other = zoneOf(target.path)
  if (other.module === zone.module) return undefined
  if (zoneIsSupport(target.path)) return `${zone.module} may not import ${target.path}, which exists for tests and tools`
  if (!law.folders.some(folder => other.module === folder || other.module.startsWith(`${folder}/`)))
    return `${zone.module} may not import ${other.module}`
  if (!isFace(target.path, other)) return `import ${other.module} through its index.ts, not by a path into it`
  return undefined
}

function allows(law: Law, target: Exclude<Target, { kind: 'file' }>): boolean {
  const allowed = law[target.kind]
  return allowed === 'any' || allowed.includes(target.name)
}

// What a module shows to others: its index.ts; a module that is one file shows that; contracts are all face.
function isFace(path: string, { name, module }: Zone): boolean {
  return name === 'contracts' || path === `${module}/index.ts` || path === `${module}.ts`
}

function zoneIsSupport(path: string): boolean {
  return zoneOf(path).name === 'support'
}
