import { dirname, join } from 'node:path/posix'
import type { Rule } from '../finding.ts'

/** A relative link in a document leads to a file or folder of the repository. */
export const docLinks: Rule = {
  name: 'doc-links',
  check(tree) {
    const places = new Set(tree.files.flatMap(file => [file.path, ...foldersOf(file.path)]))
    return tree.files
      .filter(file => file.path.endsWith('.md'))
      .flatMap(file =>
        file
          .text()
          .replaceAll(/```[\s\S]*?```/g, block => block.replaceAll(/[^\n]/g, ''))
          .split('\n')
          .flatMap((text, index) =>
            [...text.matchAll(/\]\(([^)\s]+)\)/g)]
              .map(([, link]) => decodeURI(link!).replace(/[#?].*$/, ''))
              .filter(link => link !== '' && !/^[a-z]+:/i.test(link) && !link.startsWith('/'))
              .filter(link => !places.has(join(dirname(file.path), link).replace(/\/$/, '')))
              .map(link => ({ path: file.path, line: index + 1, message: `the link ${link} leads nowhere` })),
          ),
      )
  },
}

function foldersOf(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_, depth) => parts.slice(0, depth + 1).join('/'))
}
