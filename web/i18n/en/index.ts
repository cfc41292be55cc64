import { accountTexts } from './account.ts'
import { commonTexts } from './common.ts'
import { tradeTexts } from './trade.ts'

/** Every word of the page in English, by key. A key begins with the place where it stands. */
export const english = { ...commonTexts, ...accountTexts, ...tradeTexts }
