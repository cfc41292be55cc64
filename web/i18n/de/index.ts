import type { Catalogue } from '../texts.ts'
import { accountTexts } from './account.ts'
import { commonTexts } from './common.ts'
import { tradeTexts } from './trade.ts'

/** German; a key that is missing here is shown in English. */
export const german: Catalogue = { ...commonTexts, ...accountTexts, ...tradeTexts }
