import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { pageAddresses } from './addresses.ts'

test('the platform knows the addresses that the router of the page knows, and no others', () => {
  const router = readFileSync(new URL('../../web/app/router.tsx', import.meta.url), 'utf8')
  const known = [...router.matchAll(/^  path: '([^']+)'/gm)].map(([, path]) => path!.replaceAll('$', ':'))
  expect(known).toHaveLength(pageAddresses.length)
  expect(new Set(known)).toEqual(new Set(pageAddresses))
})
