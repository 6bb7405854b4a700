/** A colour that lets what is beneath it through. */
export const faded = (colour: string, alpha: number): string =>
  alpha >= 1 ? colour : `color-mix(in srgb, ${colour} ${alpha * 100}%, transparent)`
