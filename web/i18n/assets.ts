/** What assets are called. Names of their own, the same in every language; an asset that is not here has only its code. */
const names: Readonly<Record<string, string>> = {
  ADA: 'Cardano',
  APT: 'Aptos',
  AVAX: 'Avalanche',
  BCH: 'Bitcoin Cash',
  BNB: 'BNB',
  BTC: 'Bitcoin',
  DOGE: 'Dogecoin',
  DOT: 'Polkadot',
  ETH: 'Ethereum',
  ICP: 'Internet Computer',
  LINK: 'Chainlink',
  LTC: 'Litecoin',
  NEAR: 'NEAR Protocol',
  PEPE: 'Pepe',
  SHIB: 'Shiba Inu',
  SOL: 'Solana',
  TON: 'Toncoin',
  TRX: 'TRON',
  UNI: 'Uniswap',
  XRP: 'XRP',
}

export function assetName(asset: string): string | undefined {
  return names[asset]
}
