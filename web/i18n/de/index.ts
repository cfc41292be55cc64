import type { Catalogue } from '../texts.ts'
import { accountTexts } from './account.ts'
import { blotterTexts } from './blotter.ts'
import { bookTexts } from './book.ts'
import { chartTexts } from './chart.ts'
import { commandsTexts } from './commands.ts'
import { commonTexts } from './common.ts'
import { homeTexts } from './home.ts'
import { marketsTexts } from './markets.ts'
import { ordersTexts } from './orders.ts'
import { portfolioTexts } from './portfolio.ts'
import { problemTexts } from './problems.ts'
import { settingsTexts } from './settings.ts'
import { statusTexts } from './status.ts'
import { ticketTexts } from './ticket.ts'
import { tradeTexts } from './trade.ts'
import { wordsTexts } from './words.ts'

/** German; a key that is missing here is shown in English. */
export const german: Catalogue = {
  ...commandsTexts,
  ...commonTexts,
  ...accountTexts,
  ...blotterTexts,
  ...bookTexts,
  ...chartTexts,
  ...homeTexts,
  ...marketsTexts,
  ...ordersTexts,
  ...portfolioTexts,
  ...problemTexts,
  ...settingsTexts,
  ...statusTexts,
  ...ticketTexts,
  ...tradeTexts,
  ...wordsTexts,
}
