export { createBook } from './book.ts'
export { createReferenceBook } from './reference.ts'
export type {
  Book,
  BookCancelRefused,
  BookChanges,
  BookCommand,
  BookEnded,
  BookEvent,
  BookFill,
  BookOpened,
  CancelOrder,
  FeedState,
  FillEvidence,
  FrameRef,
  HouseBest,
  HouseDepth,
  HouseSnapshot,
  Level,
  NewOrder,
  Print,
  RestingOrder,
} from './types.ts'
