/** What every blob store promises. */
import { expect, test } from 'vitest'
import type { Blobs } from '#platform/ports'

const million = 1_000_000

export function blobsSuite(open: () => Promise<Blobs>): void {
  test('what was stored comes back byte for byte, empty or large', async () => {
    const blobs = await open()
    const large = Uint8Array.from({ length: million }, (_, at) => (at * 31) % 256)
    await blobs.put('a/large', large)
    await blobs.put('a/empty', new Uint8Array())
    expect(Buffer.from((await blobs.get('a/large'))!).equals(large)).toBe(true)
    expect(await blobs.get('a/empty')).toHaveLength(0)
  })

  test('a later value replaces the earlier one, a deleted one is gone, deleting nothing is no error', async () => {
    const blobs = await open()
    await blobs.put('b/one', Uint8Array.of(1, 2, 3))
    await blobs.put('b/one', Uint8Array.of(9))
    await blobs.put('b/two', Uint8Array.of(7))
    expect([...(await blobs.get('b/one'))!]).toEqual([9])
    await blobs.delete('b/one')
    await blobs.delete('b/one')
    expect([await blobs.get('b/one'), [...(await blobs.get('b/two'))!]]).toEqual([undefined, [7]])
  })

  test('a key that leads elsewhere or is of other characters is refused', async () => {
    const blobs = await open()
    for (const key of ['', '/etc/x', '../x', 'a/../b', 'a//b', 'a b', 'Ä', 'a\\b']) {
      await expect(blobs.put(key, new Uint8Array()), key).rejects.toThrow('not a key of a blob')
      await expect(blobs.get(key), key).rejects.toThrow('not a key of a blob')
    }
  })
}
