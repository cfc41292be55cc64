export const tradeTexts = {
  'trade.unknownSymbol': 'There is no symbol {symbol}',

  'desk.chart': 'Chart',
  'desk.book': 'Book',
  'desk.trades': 'Trades',
  'desk.ticket': 'Order ticket',
  'desk.blotter': 'Orders',
  'desk.market': 'Book and trades',
  'desk.views': 'Views',

  'symbols.pick': 'Find a symbol',
  'symbols.another': ', choose another symbol',
  'symbols.list': 'Symbols',
  'symbols.none': 'No symbol is called that',
  'symbols.favourite': 'Favourite: {market}',
  'symbols.allMarkets': 'All markets',
  'symbols.change': '24 h change',
  'symbols.high': '24 h high',
  'symbols.low': '24 h low',
  'symbols.volume': '24 h volume',
  'symbols.turnover': '24 h turnover',
} as const
