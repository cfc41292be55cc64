/** Draws the ladder. React never sees a row of it: twenty pictures a second cost a third of what they would as elements. */
import { grouped } from '../../data/amounts.ts'
import type { Colors } from '../../ui/index.ts'
import { type Depth, type DepthRow, decimalOf } from './depth.ts'

export interface LadderPlan {
  readonly width: number
  readonly height: number
  readonly rowHeight: number
  readonly shows: 'both' | 'buy' | 'sell'
}
/** Where each row stands, from the top. */
export interface PlacedRow {
  readonly row: DepthRow
  /** Place of the row in its side, best first. */
  readonly index: number
  readonly top: number
}
export const spreadHeight = 30

/** Rows a side has room for. */
export function rowsThatFit({ height, rowHeight, shows }: LadderPlan): number {
  if (shows === 'both') return Math.max(1, Math.floor((height - spreadHeight) / 2 / rowHeight))
  return Math.max(1, Math.floor((height - spreadHeight) / rowHeight))
}
export function spreadTop(plan: LadderPlan): number {
  const fit = rowsThatFit(plan)
  return plan.shows === 'buy' ? 0 : fit * plan.rowHeight
}

/** Asks from the spread upwards, bids from it downwards. */
export function placeRows({ bids, asks }: Depth, plan: LadderPlan): readonly PlacedRow[] {
  const middle = spreadTop(plan)
  const above = plan.shows === 'buy' ? [] : asks.map((row, index) => ({ row, index, top: middle - (index + 1) * plan.rowHeight }))
  const below = plan.shows === 'sell' ? [] : bids.map((row, index) => ({ row, index, top: middle + spreadHeight + index * plan.rowHeight }))
  return [...above.toReversed(), ...below]
}

export interface LadderPicture {
  readonly plan: LadderPlan
  readonly rows: readonly PlacedRow[]
  readonly colors: Colors
  readonly decimals: { readonly price: number; readonly quantity: number }
  /** The row under the pointer or chosen by the keyboard. */
  readonly chosen: PlacedRow | undefined
  readonly isOld: boolean
}

const inset = 12
const font = "12px 'Inter Variable', system-ui, sans-serif"

export function drawLadder(canvas: CanvasRenderingContext2D, picture: LadderPicture): void {
  const { plan, rows, colors, chosen, isOld } = picture
  const { width, height, rowHeight } = plan
  canvas.clearRect(0, 0, width, height)
  canvas.globalAlpha = isOld ? 0.45 : 1
  canvas.font = font
  canvas.fontVariantCaps = 'normal'
  canvas.textBaseline = 'middle'
  const deepest = Math.max(1, ...rows.map(({ row }) => row.total))
  const reach = chosen && rows.filter(({ row, index }) => row.side === chosen.row.side && index <= chosen.index)
  for (const { row, top } of rows) {
    const bar = Math.round((row.total / deepest) * width)
    canvas.fillStyle = row.side === 'buy' ? colors['up-ground'] : colors['down-ground']
    canvas.fillRect(width - bar, top, bar, rowHeight - 1)
  }
  if (reach !== undefined) {
    canvas.fillStyle = colors['line-strong']
    canvas.globalAlpha *= 0.35
    for (const { top } of reach) canvas.fillRect(0, top, width, rowHeight)
    canvas.globalAlpha = isOld ? 0.45 : 1
  }
  for (const placed of rows) drawRow(canvas, placed, picture)
  canvas.globalAlpha = 1
}

function drawRow(canvas: CanvasRenderingContext2D, { row, top }: PlacedRow, { plan, colors, decimals }: LadderPicture): void {
  const middle = top + plan.rowHeight / 2 + 0.5
  if (row.own > 0) {
    canvas.fillStyle = colors.accent
    canvas.beginPath()
    canvas.moveTo(0, middle - 5)
    canvas.lineTo(6, middle)
    canvas.lineTo(0, middle + 5)
    canvas.fill()
  }
  canvas.textAlign = 'left'
  canvas.fillStyle = row.side === 'buy' ? colors.up : colors.down
  canvas.fillText(grouped(decimalOf(row.price, decimals.price)), inset, middle)
  canvas.textAlign = 'right'
  canvas.fillStyle = row.own > 0 ? colors.accent : colors.text
  canvas.fillText(grouped(decimalOf(row.quantity, decimals.quantity)), Math.round(plan.width * 0.66), middle)
  canvas.fillStyle = colors.muted
  canvas.fillText(grouped(decimalOf(row.total, decimals.quantity)), plan.width - inset, middle)
}
