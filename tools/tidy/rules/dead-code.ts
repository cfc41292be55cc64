import { dirname, join } from 'node:path/posix'
import type { Finding, Rule } from '../finding.ts'
import { resolveImport } from '../resolve.ts'
import type { SourceFile, Tree } from '../tree.ts'
import { isGenerated, isSupport, zoneOf } from '../zones.ts'

type Found = Omit<Finding, 'rule'>

/** Every file is reached from a program or a test, every export is used, and no module offers one name twice. */
export const deadCode: Rule = {
  name: 'dead-code',
  check(tree) {
    const files = tree.files.filter(file => /\.(ts|tsx|js)$/.test(file.path) && !isGenerated(file.path))
    const dead = deadFiles(files, tree)
    const living = files.filter(file => !dead.some(({ path }) => path === file.path))
    return [...dead, ...deadExports(living, tree), ...doubleExports(files)]
  },
}

function deadFiles(files: readonly SourceFile[], tree: Tree): Found[] {
  const reached = new Set<string>()
  const open = files.filter(file => isEntry(file.path, tree))
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (reached.has(file.path)) continue
    reached.add(file.path)
    for (const path of leadsTo(file, tree)) {
      const next = tree.get(path)
      if (next !== undefined && !reached.has(path)) open.push(next)
    }
  }
  return files
    .filter(file => !reached.has(file.path))
    .map(({ path }) => ({ path, line: 0, message: 'nothing leads to this file: delete it' }))
}

// Programs named in scripts, tests, configurations, programs by place; and every folder's index.ts, its public face.
function isEntry(path: string, tree: Tree): boolean {
  const scripts = tree.get('package.json')?.text() ?? ''
  return (
    isSupport(path) ||
    isPublic(path) ||
    !path.includes('/') ||
    /(^|\/)(index|main|[\w-]+\.config)\.tsx?$/.test(path) ||
    /^(bench|deploy|tools)\/[^/]+$/.test(path) ||
    scripts.includes(path)
  )
}

// Imports, and files named in a string: workers, programs started as a process.
function leadsTo(file: SourceFile, tree: Tree): readonly string[] {
  const facts = file.facts()
  const imported = (facts?.imports ?? []).map(({ specifier }) => resolveImport(specifier, { from: file.path, tree }))
  const named = (facts?.strings ?? [])
    .filter(({ value }) => /^[\w./-]+\.(tsx?|js)$/.test(value))
    .flatMap(({ value }) => [join(dirname(file.path), value), value])
  return [...imported.flatMap(target => (target.kind === 'file' ? [target.path] : [])), ...named]
}

// Types are left alone: one that names the parameter of an exported function is read even where nobody imports it.
function deadExports(files: readonly SourceFile[], tree: Tree): Found[] {
  const used = new Set(
    files.flatMap(file =>
      (file.facts()?.imports ?? []).flatMap(({ specifier, names }) => {
        const target = resolveImport(specifier, { from: file.path, tree })
        return target.kind === 'file' ? names.map(name => `${target.path} ${name}`) : []
      }),
    ),
  )
  return files
    .filter(file => !isPublic(file.path))
    .flatMap(file =>
      (file.facts()?.exports ?? [])
        .filter(({ name, isType }) => !isType && name !== 'default' && !used.has(`${file.path} ${name}`) && !used.has(`${file.path} *`))
        .map(({ name, line }) => ({ path: file.path, line, message: `${name} is used nowhere else: drop its export, or delete it` })),
    )
}

// What others import by the import map is offered to all, the web and clients among them.
function isPublic(path: string): boolean {
  return /(^|\/)index\.tsx?$/.test(path) || /^(contracts|testing)\//.test(path) || /^platform\/service\.ts$/.test(path) || isSupport(path)
}

function doubleExports(files: readonly SourceFile[]): Found[] {
  const first = new Map<string, string>()
  return files
    .filter(file => !isSupport(file.path) && ['core', 'platform', 'services'].includes(zoneOf(file.path).name))
    .flatMap(file =>
      (file.facts()?.exports ?? [])
        .filter(({ isReexport, name }) => !isReexport && name !== 'default' && name !== '*')
        .flatMap(({ name, line }) => {
          const key = `${zoneOf(file.path).module} ${name}`
          const earlier = first.get(key)
          if (earlier === undefined || earlier === file.path) {
            first.set(key, file.path)
            return []
          }
          return [{ path: file.path, line, message: `${name} is also exported by ${earlier}: one name, one thing` }]
        }),
    )
}
