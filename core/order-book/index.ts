export { createBook, createBookMemory, type EngineBook, restoreBook } from './book.ts'
export { enterLots } from './lists.ts'
export { createReferenceBook } from './reference.ts'
export type { BookMemory } from './side.ts'
export { END_OF_DAY } from './types.ts'
export type {
  AmendOrder,
  Book,
  BookAmended,
  BookChanges,
  BookCommand,
  BookEnded,
  BookEvent,
  BookFill,
  BookOpened,
  BookPrevented,
  CancelOrder,
  FeedState,
  FillEvidence,
  FrameRef,
  HouseBest,
  HouseDepth,
  HouseSnapshot,
  Level,
  LiveList,
  LiveOrder,
  NewOrder,
  PlaceList,
  Print,
  ReplaceOrder,
  Trigger,
} from './types.ts'
