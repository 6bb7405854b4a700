import type { ColourName } from './chart-colours.ts'

/** A line of a chart; its values stand over the buckets that all lines share. */
export interface PlotLine {
  key: string
  label: string
  values: ReadonlyArray<number | null>
  colour: ColourName
  dash: readonly number[]
  width: number
  alpha: number
  /** Whether its points are drawn. */
  points?: boolean
  /** Place of the line that the space from this one is filled to. */
  bandTo?: number
  /** Whether a missing value was measured and is no number, so that no line is drawn across it. */
  isBroken?: boolean
  /** Whether it has a place in the legend. */
  isNamed: boolean
}

/** Something that happened at a place of the axis, or from there until another. */
export interface PlotMark { at: number, until?: number, colour: ColourName }

/** Values that a logarithmic axis can show: others are missing. */
export const positive = (values: ReadonlyArray<number | null>): Array<number | null> =>
  values.map(value => value !== null && value > 0 ? value : null)
