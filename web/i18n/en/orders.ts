export const ordersTexts = {
  'orders.buy': 'Buy',
  'orders.sell': 'Sell',
  'orders.notSent': 'The request could not be sent.',
  'orders.nearest': 'Nearest allowed: {nearest}.',
} as const
