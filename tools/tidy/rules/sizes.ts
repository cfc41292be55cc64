import type { Rule } from '../finding.ts'
import { isGenerated, isSupport } from '../zones.ts'

const fileLinesMax = 400
const functionLinesMax = 70

/** A file fits in the head of a reader, a function on the screen. Test files may group their cases in long functions. */
export const sizes: Rule = {
  name: 'sizes',
  check: tree =>
    tree.files
      .filter(file => /\.(tsx?|js|css|sql)$/.test(file.path) && !isGenerated(file.path))
      .flatMap(file => {
        const lines = file.text().trimEnd().split('\n').length
        const long = isSupport(file.path) ? [] : (file.facts()?.functions ?? []).filter(shape => shape.lines > functionLinesMax)
        return [
          ...(lines > fileLinesMax
            ? [{ path: file.path, line: 0, message: `${lines} lines; split it by what it does (at most ${fileLinesMax})` }]
            : []),
          ...long.map(({ name, line, lines }) => ({
            path: file.path,
            line,
            message: `${name} takes ${lines} lines; take a step out of it (at most ${functionLinesMax})`,
          })),
        ]
      }),
}
