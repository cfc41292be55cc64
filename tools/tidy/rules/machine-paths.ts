import type { Rule } from '../finding.ts'

// Put together here so that this file does not name them itself.
const registries = ['registry.npmjs', 'registry.yarnpkg', 'npmmirror', 'files.pythonhosted', 'deb.debian', 'proxy.golang', 'repo1.maven']
const hosts = new RegExp(registries.map(name => `${name.replaceAll('.', String.raw`\.`)}\\.(?:org|com)`).join('|'))
const folders = /(?:^|[\s"'`(=:,])(\/(?:work|root|home\/\w+|Users\/\w+)\/[\w.-]+|[A-Z]:\\Users\\)/

/** Nothing in the repository depends on one machine's folders or one registry's address. */
export const machinePaths: Rule = {
  name: 'machine-paths',
  check: tree =>
    tree.files.flatMap(file =>
      file
        .text()
        .split('\n')
        .flatMap((text, index) => {
          const found = text.match(folders)?.[1] ?? text.match(hosts)?.[0]
          return found === undefined
            ? []
            : [
                {
                  path: file.path,
                  line: index + 1,
                  message: `${found} exists only on some machine: name it by a setting or a relative path`,
                },
              ]
        }),
    ),
}
