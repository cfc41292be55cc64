import type { Rule } from '../finding.ts'
import type { Tree } from '../tree.ts'

/** The tables a manifest says it owns are exactly those its migrations make. */
export const manifestTables: Rule = {
  name: 'manifest-tables',
  check: tree =>
    tree.files
      .filter(file => /^services\/[^/]+\/manifest\.ts$/.test(file.path))
      .flatMap(file => {
        const service = file.path.split('/')[1]!
        const said = tablesInManifest(file.text())
        const made = tablesInMigrations(service, tree)
        return [
          ...[...said].filter(table => !made.has(table)).map(table => `says it owns ${table}, which no migration makes`),
          ...[...made].filter(table => !said.has(table)).map(table => `does not list ${table}, which a migration makes`),
        ].map(message => ({ path: file.path, line: 0, message }))
      }),
}

function tablesInManifest(text: string): ReadonlySet<string> {
  const list = text.match(/\btables:\s*\[([^\]]*)\]/)?.[1] ?? ''
  return new Set([...list.matchAll(/['"`](\w+)['"`]/g)].map(([, name]) => name!))
}

function tablesInMigrations(service: string, tree: Tree): ReadonlySet<string> {
  const schema = service.replaceAll('-', '_')
  const names = new Set<string>()
  for (const file of tree.files) {
    if (!file.path.startsWith(`services/${service}/migrations/`) || !file.path.endsWith('.sql')) continue
    const sql = file.text().replaceAll(/--.*/g, '')
    const own = String.raw`(?:${schema}\.)?(\w+)`
    for (const [, name] of sql.matchAll(
      new RegExp(String.raw`\bcreate\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?${own}(?!\s+partition\s+of|\w|\.)`, 'gi'),
    ))
      names.add(name!)
    for (const [, name] of sql.matchAll(new RegExp(String.raw`\bdrop\s+table\s+(?:if\s+exists\s+)?${own}`, 'gi'))) names.delete(name!)
  }
  return names
}
