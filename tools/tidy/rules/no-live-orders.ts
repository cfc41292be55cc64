import type { Rule } from '../finding.ts'

const exchangeHost =
  /[\w-]*\.?(?:binance\.(?:com|us|vision)|binancefuture\.com|alpaca\.markets|coinbase\.com|kraken\.com|bybit\.com|okx\.com)\b/i
const feedFolder = 'services/market-data/'
// Of the one venue we listen to: hosts that serve public market data and nothing else, or beside their account endpoints.
const feedHosts = new Set([
  'api.binance.com',
  'data-api.binance.vision',
  'data-stream.binance.vision',
  'stream.binance.com',
  'data.binance.vision',
  '.binance.com',
  '.binance.vision',
])
const accountPath =
  /\/api\/v\d\/(?:order|account|openOrders|allOrders|myTrades|userDataStream)|\/(?:sapi|fapi|dapi|papi)\/|X-MBX-APIKEY|[?&]signature=|\border\.(?:place|cancel|test)\b/i

/** This is paper trading: no code can reach an exchange's order or account endpoints, and only the feed names an exchange. */
export const noLiveOrders: Rule = {
  name: 'no-live-orders',
  check: tree =>
    tree.files
      .filter(
        file =>
          /\.(tsx?|js|mjs|json|sql|ya?ml|conf|sh|py)$/.test(file.path) &&
          !file.path.startsWith('tools/tidy/') &&
          !file.path.endsWith('package-lock.json'),
      )
      .flatMap(file =>
        file
          .text()
          .split('\n')
          .flatMap((text, index) => {
            const message = offence(text, file.path)
            return message === undefined ? [] : [{ path: file.path, line: index + 1, message }]
          }),
      ),
}

function offence(text: string, path: string): string | undefined {
  const host = text.match(exchangeHost)?.[0].toLowerCase()
  if (!path.startsWith(feedFolder))
    return host === undefined ? undefined : `only ${feedFolder} may name an exchange, and this names ${host}`
  if (host !== undefined && !feedHosts.has(host)) return `${host} serves more than public market data`
  const account = text.match(accountPath)?.[0]
  return account === undefined ? undefined : `${account} is no market data: there is no live order path here`
}
