import { coloursAt } from './chart-colours.ts'
import type { ColourName, Colours } from './chart-colours.ts'
import { fitted, inRows } from './picture-layout.ts'

interface PictureEntry { label: string, colour: ColourName, dash: readonly number[] }
/** What a chart says besides its lines. */
export interface PictureWords { title: string, name: string, axis: string, legend: readonly PictureEntry[] }

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif'
const [EDGE, TITLE, NAME, ROW, AXIS] = [16, 24, 20, 20, 20]
const [SWATCH, GAP] = [30, 16]

/** A chart as a picture that stands alone: with its title, whose it is, what its lines mean, and an opaque ground. */
export async function pictureOf (chart: HTMLCanvasElement, words: PictureWords): Promise<Blob | null> {
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d')
  if (context === null) return null
  const scale = devicePixelRatio
  const width = chart.width / scale
  context.font = `12px ${FONT}`
  const labels = words.legend.map(({ label }) => fitted(label, width - SWATCH, text => context.measureText(text).width))
  const legend = inRows(labels.map(label => SWATCH + context.measureText(label).width), width, GAP)
  const top = EDGE + TITLE + NAME + legend.rows * ROW + 8
  canvas.width = chart.width + 2 * EDGE * scale
  canvas.height = chart.height + (top + AXIS + EDGE) * scale
  const colours = coloursAt(document.body)
  context.scale(scale, scale)
  context.fillStyle = colours.surface
  context.fillRect(0, 0, canvas.width, canvas.height)
  drawHead(context, words, width, colours)
  legend.placed.forEach(({ left, row }, at) => {
    const entry = words.legend[at]
    if (entry === undefined) return
    const place = { left: EDGE + left, middle: EDGE + TITLE + NAME + row * ROW + ROW / 2 }
    drawEntry(context, { ...entry, label: labels[at] ?? '' }, place, colours)
  })
  context.drawImage(chart, EDGE, top, width, chart.height / scale)
  context.fillStyle = colours['text-2']
  context.textAlign = 'right'
  context.fillText(words.axis, EDGE + width, top + chart.height / scale + AXIS / 2)
  return await new Promise(resolve => { canvas.toBlob(resolve, 'image/png') })
}

function drawHead (
  context: CanvasRenderingContext2D, { title, name }: PictureWords, width: number, colours: Colours
): void {
  const widthOf = (text: string): number => context.measureText(text).width
  context.textBaseline = 'middle'
  context.fillStyle = colours.text
  context.font = `600 16px ${FONT}`
  context.fillText(fitted(title, width, widthOf), EDGE, EDGE + TITLE / 2)
  context.fillStyle = colours['text-2']
  context.font = `12px ${FONT}`
  context.fillText(fitted(name, width, widthOf), EDGE, EDGE + TITLE + NAME / 2)
}

function drawEntry (
  context: CanvasRenderingContext2D, { label, colour, dash }: PictureEntry,
  { left, middle }: { left: number, middle: number }, colours: Colours
): void {
  context.strokeStyle = colours[colour]
  context.lineWidth = 2
  context.setLineDash([...dash])
  context.beginPath()
  context.moveTo(left, middle)
  context.lineTo(left + 24, middle)
  context.stroke()
  context.fillStyle = colours.text
  context.fillText(label, left + SWATCH, middle)
}
