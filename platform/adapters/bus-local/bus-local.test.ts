import { describe } from 'vitest'
import { busSuite } from '../../suites/bus-suite.ts'
import { createLocalBus } from './index.ts'

describe('the bus of one process', () => {
  busSuite(async () => {
    const errors: unknown[] = []
    const bus = createLocalBus(error => errors.push(error))
    return { one: bus, two: bus, errors, [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose]() }
  })
})
