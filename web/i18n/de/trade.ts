import type { Catalogue } from '../texts.ts'

export const tradeTexts: Catalogue = {
  'trade.unknownSymbol': 'Es gibt kein Symbol {symbol}',
}
