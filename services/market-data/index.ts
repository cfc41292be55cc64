export { openPlayback } from './playback.ts'
export { createMarketData, marketData } from './service.ts'
export type { FeedStatus, MarketData } from './service.ts'
