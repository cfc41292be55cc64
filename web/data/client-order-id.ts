/** A client order id from the browser's randomness; crypto.randomUUID is missing on plain http. */
export function newClientOrderId(): string {
  return `web-${Array.from(crypto.getRandomValues(new Uint8Array(12)), byte => byte.toString(16).padStart(2, '0')).join('')}`
}
