import type uPlot from 'uplot'
import type { Colours } from './chart-colours.ts'
import { faded } from './faded.ts'
import type { PlotMark } from './plot-lines.ts'

const HATCH = 8

/** Draws the marks beneath the series: a dashed line where something happened, a hatched part where it lasted. */
export function drawMarks (plot: uPlot, marks: readonly PlotMark[], colours: Colours): void {
  const { ctx, bbox } = plot
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
  ctx.lineWidth = devicePixelRatio
  for (const { at, until, colour } of marks) {
    const left = plot.valToPos(at, 'x', true)
    const right = until === undefined ? left : plot.valToPos(until, 'x', true)
    if (right < bbox.left || left > bbox.left + bbox.width) continue
    if (right > left) {
      const from = Math.max(left, bbox.left)
      const width = Math.min(right, bbox.left + bbox.width) - from
      drawSpan(ctx, { left: from, top: bbox.top, width, height: bbox.height }, colours[colour])
    }
    ctx.strokeStyle = faded(colours[colour], 0.75)
    ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio])
    drawLine(ctx, [left, bbox.top], [left, bbox.top + bbox.height])
  }
  ctx.restore()
}

function drawSpan (
  ctx: CanvasRenderingContext2D,
  { left, top, width, height }: { left: number, top: number, width: number, height: number },
  colour: string
): void {
  ctx.save()
  ctx.beginPath()
  ctx.rect(left, top, width, height)
  ctx.clip()
  ctx.fillStyle = faded(colour, 0.09)
  ctx.fillRect(left, top, width, height)
  ctx.strokeStyle = faded(colour, 0.26)
  ctx.setLineDash([])
  const apart = HATCH * devicePixelRatio
  for (let x = left - height; x < left + width; x += apart) drawLine(ctx, [x, top], [x + height, top + height])
  ctx.restore()
}

function drawLine (ctx: CanvasRenderingContext2D, from: [x: number, y: number], to: [x: number, y: number]): void {
  ctx.beginPath()
  ctx.moveTo(...from)
  ctx.lineTo(...to)
  ctx.stroke()
}
