/** Programs that trade here, for copying; each does the same: a guest account, a market order, what became of it. */

export const snippetNames = ['curl', 'python', 'javascript', 'websocket'] as const
export type SnippetName = (typeof snippetNames)[number]

/** By name, for the platform at `origin`. */
export const snippets: Readonly<Record<SnippetName, (origin: string) => string>> = {
  curl: origin => `# An account without sign-up; its token is good for ten minutes
TOKEN=$(curl -s -X POST ${origin}/api/v1/auth/guest \\
  -H 'content-type: application/json' -d '{}' | jq -r .access_token)

# Buy bitcoin for 100 USDT at market
curl -s -X POST ${origin}/api/v1/orders \\
  -H "authorization: Bearer $TOKEN" \\
  -H 'content-type: application/json' \\
  -d '{"symbol":"BTCUSDT","side":"buy","type":"market","quote_quantity":"100"}'

# What the account has now
curl -s ${origin}/api/v1/wallet/balances -H "authorization: Bearer $TOKEN"
`,
  python: origin => `import requests

api = "${origin}/api/v1"

# An account without sign-up; its token is good for ten minutes
guest = requests.post(f"{api}/auth/guest", json={}).json()
me = {"authorization": f"Bearer {guest['access_token']}"}

# Buy bitcoin for 100 USDT at market
order = requests.post(f"{api}/orders", headers=me, json={
    "symbol": "BTCUSDT", "side": "buy", "type": "market", "quote_quantity": "100",
}).json()
print(order["status"], order["filled_quantity"], "at", order["average_price"])

# What the account has now
for balance in requests.get(f"{api}/wallet/balances", headers=me).json()["items"]:
    print(balance["asset"], balance["total"])
`,
  javascript: origin => `const api = '${origin}/api/v1'
async function call(method, path, body, token) {
  const response = await fetch(api + path, {
    method,
    headers: { 'content-type': 'application/json', ...(token && { authorization: \`Bearer \${token}\` }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  return await response.json()
}

// An account without sign-up; its token is good for ten minutes
const { access_token: token } = await call('POST', '/auth/guest', {})

// Buy bitcoin for 100 USDT at market
const order = await call('POST', '/orders', {
  symbol: 'BTCUSDT', side: 'buy', type: 'market', quote_quantity: '100',
}, token)
console.log(order.status, order.filled_quantity, 'at', order.average_price)

// What the account has now
const { items } = await call('GET', '/wallet/balances', undefined, token)
for (const { asset, total } of items) console.log(asset, total)
`,
  websocket: origin => `// Prices as they move: no account is needed for the market
const socket = new WebSocket('${origin.replace(/^http/, 'ws')}/ws')

socket.addEventListener('open', () => {
  socket.send(JSON.stringify({ op: 'subscribe', channels: ['ticker:BTCUSDT', 'trades:BTCUSDT'] }))
})

// Each channel begins with a snapshot; every update names the sequence it follows
socket.addEventListener('message', ({ data }) => {
  const { channel, type, seq, data: news } = JSON.parse(data)
  if (channel === 'ticker:BTCUSDT') console.log(type, seq, news.last_price)
})
`,
}
