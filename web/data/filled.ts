type Filled<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> }

/** The same object without what is undefined: an address and a question name only what was chosen. */
export function filled<T extends object>(values: T): Filled<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Filled<T>
}
