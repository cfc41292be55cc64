import type { Catalogue } from '../texts.ts'

export const tradeTexts: Catalogue = {
  'trade.unknownSymbol': 'Es gibt kein Symbol {symbol}',

  'desk.book': 'Orderbuch',
  'desk.trades': 'Geschäfte',
  'desk.ticket': 'Auftrag',
  'desk.blotter': 'Aufträge',
  'desk.market': 'Orderbuch und Geschäfte',
  'desk.views': 'Ansichten',

  'symbols.pick': 'Symbol suchen',
  'symbols.another': ', ein anderes Symbol wählen',
  'symbols.list': 'Symbole',
  'symbols.none': 'So heißt kein Symbol',
  'symbols.favourite': 'Favorit: {market}',
  'symbols.allMarkets': 'Alle Märkte',
  'symbols.change': 'Änderung 24 h',
  'symbols.high': 'Hoch 24 h',
  'symbols.low': 'Tief 24 h',
  'symbols.volume': 'Volumen 24 h',
  'symbols.turnover': 'Umsatz 24 h',
}
