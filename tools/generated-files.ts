import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { configurationPage, exampleFile } from '#platform/config'
import type { TopicContract } from '#contracts/kit'
import * as accounts from '#contracts/topics/accounts'
import * as market from '#contracts/topics/market'
import * as orders from '#contracts/topics/orders'
import * as trades from '#contracts/topics/trades'
import * as channels from '#contracts/channels'
import { variables } from '../app/config.ts'
import { openApiDocument } from '../app/reference/openapi.ts'
import { allServices } from '../app/services.ts'

/** Every topic contract of the release, by name. */
export function allTopics(): TopicContract[] {
  const isTopic = (value: unknown): value is TopicContract =>
    typeof value === 'object' && value !== null && 'payload' in value && 'owner' in value
  return [accounts, market, orders, trades]
    .flatMap(module => Object.values(module) as unknown[])
    .filter(isTopic)
    .sort((a, b) => a.name.localeCompare(b.name))
}

/** Path and text of every file that code determines. */
export async function generatedFiles(root: string): Promise<ReadonlyMap<string, string>> {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const files = new Map<string, string>()
  files.set('.env.example', exampleFile(variables))
  files.set('docs/configuration.md', configurationPage(variables))
  files.set('docs/contracts/openapi.json', `${JSON.stringify(openApiDocument(allServices, version), null, 1)}\n`)
  for (const topic of allTopics()) {
    const schema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: topic.name,
      description: topic.summary,
      ...topic.payload,
    }
    files.set(`docs/contracts/topics/${topic.name}.${topic.version}.json`, `${JSON.stringify(schema, null, 1)}\n`)
  }
  // Sorted here: the order in which a module shows its exports is the loader's affair.
  const list = Object.values(channels)
    .map(({ pattern, summary, scope, delivery, snapshot, update }) => ({ pattern, summary, scope, delivery, snapshot, update }))
    .sort((a, b) => (a.pattern < b.pattern ? -1 : 1))
  files.set('docs/contracts/channels.json', `${JSON.stringify(list, null, 1)}\n`)
  return files
}
