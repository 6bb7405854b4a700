import type { LineStyle } from './line-style.ts'

/** A piece of a line, as it is drawn in the chart. */
export const Swatch = ({ colour, dash }: LineStyle) => (
  <svg width='24' height='8' aria-hidden='true' style={{ verticalAlign: 2, marginRight: 6, flex: 'none' }}>
    <path d='M0 4h24' fill='none' stroke={`var(--${colour})`} strokeWidth='2' strokeDasharray={dash.join(' ')} />
  </svg>
)
