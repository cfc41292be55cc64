/** Class names of what is true, as one attribute. */
export function classes(...names: readonly (string | false | undefined)[]): string {
  return names.filter(name => name !== false && name !== undefined && name !== '').join(' ')
}
