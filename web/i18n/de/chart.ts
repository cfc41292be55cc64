import type { Catalogue } from '../texts.ts'

export const chartTexts: Catalogue = {
  'chart.title': 'Chart',
  'chart.caption': 'Kerzen von {symbol}, je {interval}. Preise und Mengen stehen im Orderbuch, deine Aufträge in der Liste darunter.',
  'chart.interval': 'Dauer einer Kerze',
  'chart.shows': 'Im Chart gezeigt',
  'chart.show.volume': 'Volumen',
  'chart.show.orders': 'Aufträge',
  'chart.show.fills': 'Ausführungen',
  'chart.attribution': 'Chart von TradingView',
  'chart.legend.open': 'E',
  'chart.legend.high': 'H',
  'chart.legend.low': 'T',
  'chart.legend.close': 'S',
  'chart.legend.volume': 'Vol',
  'chart.empty': 'Noch keine Kerzen',
  'chart.emptyHint': 'Das erste Geschäft dieses Marktes zeichnet die erste.',
  'chart.position': 'Bestand {quantity}',
  'chart.moveKeys': 'Pfeiltasten ändern den Preis um einen Schritt, mit Umschalt um zehn; Enter übernimmt, Escape verwirft, Entf storniert',
  'chart.cancelLine': 'Stornieren: {order}',
}
