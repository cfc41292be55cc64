import type { Rule } from '../finding.ts'
import type { SourceFile } from '../tree.ts'
import { zoneOf } from '../zones.ts'

const statement =
  /^\s*(select\s[\s\S]*\bfrom\b|insert\s+into\b|update\s+\S+\s+set\b|delete\s+from\b|merge\s+into\b|truncate\s|with\s+\w+\s+as\s*\(|create\s+(or\s+replace\s+)?(unlogged\s+)?(table|function|schema|index|view)\b)/i

// The auditor recomputes invariants across services, with a role that may only read: the sole exception.
const readsEverything = 'services/auditor/'

/** In a service, SQL is in `*-store.ts` and in migrations, and names no other service's schema except to call its procedures. */
export const sqlPlaces: Rule = {
  name: 'sql-places',
  check(tree) {
    const files = tree.files.filter(file => zoneOf(file.path).name === 'services')
    const schemas = [...new Set(files.map(file => schemaOf(file)))]
    return files.flatMap(file => {
      const foreign = file.path.startsWith(readsEverything) ? [] : schemas.filter(schema => schema !== schemaOf(file))
      const isStore = file.path.endsWith('-store.ts')
      return sqlTexts(file).flatMap(({ value, line }) => {
        const place =
          isStore || file.path.endsWith('.sql') ? [] : [{ path: file.path, line, message: 'SQL belongs in a *-store.ts of this service' }]
        const strangers = foreign.filter(schema =>
          new RegExp(String.raw`\b(from|join|into|update|references)\s+${schema}\.(?!\w+\s*\()`, 'i').test(value),
        )
        return [
          ...place,
          ...strangers.map(schema => ({
            path: file.path,
            line,
            message: `the tables of ${schema} are not ours: use a procedure or a projection`,
          })),
        ]
      })
    })
  },
}

function schemaOf(file: SourceFile): string {
  return (file.path.split('/')[1] ?? '').replaceAll('-', '_')
}

function sqlTexts(file: SourceFile): readonly { readonly value: string; readonly line: number }[] {
  if (file.path.endsWith('.sql'))
    return file
      .text()
      .split('\n')
      .map((value, index) => ({ value: value.replace(/--.*/, ''), line: index + 1 }))
  return (file.facts()?.strings ?? []).filter(text => statement.test(text.value))
}
