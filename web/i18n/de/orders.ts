import type { Catalogue } from '../texts.ts'

export const ordersTexts: Catalogue = {
  'orders.buy': 'Kauf',
  'orders.sell': 'Verkauf',
  'orders.notSent': 'Die Anfrage konnte nicht gesendet werden.',
  'orders.nearest': 'Nächster erlaubter Wert: {nearest}.',
}
