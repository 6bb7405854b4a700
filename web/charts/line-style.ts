import type { ColourName } from './chart-colours.ts'

export interface LineStyle { colour: ColourName, dash: readonly number[] }

const colours = ['series-1', 'series-2', 'series-3', 'series-4', 'series-5', 'series-6'] as const
const dashes: ReadonlyArray<readonly number[]> = [[], [8, 4], [2, 3], [10, 3, 2, 3], [14, 5]]

/** Colour and dash of the line at a place. No two of 30 are the same, and neighbours differ in both. */
export const lineStyle = (place: number): LineStyle => ({
  colour: colours[place % colours.length] ?? 'series-1',
  dash: dashes[(place + Math.floor(place / (colours.length * dashes.length))) % dashes.length] ?? []
})
