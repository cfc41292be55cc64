export const tradeTexts = {
  'trade.unknownSymbol': 'There is no symbol {symbol}',
} as const
