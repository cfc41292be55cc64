export const chartTexts = {
  'chart.title': 'Chart',
  'chart.caption':
    'Candles of {symbol}, {interval} each. Prices and sizes of the moment are in the order book, your orders in the list below.',
  'chart.interval': 'Time of a candle',
  'chart.shows': 'Shown on the chart',
  'chart.show.averages': 'MA 20 · 50',
  'chart.show.volume': 'Volume',
  'chart.show.orders': 'Orders',
  'chart.show.fills': 'Fills',
  'chart.attribution': 'Chart by TradingView',
  'chart.position': 'position {quantity}',
  'chart.orderLine': '{side} {quantity} {type}',
  'chart.moveKeys': 'Arrow keys move its price by a tick, with Shift by ten; Enter keeps it, Escape does not, Delete cancels the order',
  'chart.cancelLine': 'Cancel: {order}',
} as const
