import type { Catalogue } from '../texts.ts'

export const homeTexts: Catalogue = {
  'home.eyebrow': 'Handeln mit Spielgeld, richtig gemacht',
  'home.title': 'Am lebenden Orderbuch handeln.',
  'home.titleToo': 'Ohne Risiko.',
  'home.lead':
    '100\u202f000 USDT Spielgeld, jede Auftragsart, die man erwartet, und ein Orderbuch, in dem deine Aufträge anstehen, warten und ausgeführt werden wie draußen.',
  'home.noCard': 'Keine E-Mail, keine Karte. Wenn es dir gefällt, behältst du das Konto.',
  'home.toTerminal': 'Zum Handelsplatz',
  'home.noMarket': 'Noch ist kein Markt gelistet.',
  'home.live': 'Der Markt {symbol}, live',
  'home.in24h': 'in 24 h',
  'home.openMarket': 'Öffnen',
  'home.asks': 'Verkaufsangebote, das beste zuletzt',
  'home.bids': 'Kaufangebote, das beste zuerst',
  'home.promises': 'Was es echt macht',
  'home.promise.book': 'Eine Schlange, kein Kurszettel',
  'home.promise.book.more':
    'Ein Limit-Auftrag wartet hinter dem, was vor ihm da war. Nichts wird ausgeführt, nur weil ein Preis berührt wurde.',
  'home.promise.evidence': 'Prüfbare Ausführungen',
  'home.promise.evidence.more':
    'Jede Ausführung sagt, auf welchem Handel oder welcher Stufe des Marktes sie beruht und was sie gekostet hat.',
  'home.promise.people': 'Andere Menschen',
  'home.promise.people.more': 'Aufträge von Nutzern treffen aufeinander, wer zuerst kommt zuerst, im selben Buch wie der Markt.',
  'home.promise.api': 'Alles auch per API',
  'home.promise.api.more':
    'Was diese Seite kann, kann auch ein Skript: Aufträge, Listen, Kontobuch, Datenströme. Eine Referenz für beides.',
  'home.script': 'Häng ein Skript daran',
  'home.scriptLead': 'Kopieren, starten, handeln. Dieselbe API wie diese Seite, mit einem Gastkonto oder deinem eigenen.',
  'home.languages': 'Sprachen',
  'home.copy': 'Kopieren',
  'home.disclaimer': 'TradeCraft handelt nur mit Spielgeld. Nichts hier ist echtes Geld oder ein Rat.',
  'home.footer': 'Mehr',
}
