import { useId } from 'react'
import type { ReactNode } from 'react'
import { axes, axisNames } from './axis-format.ts'
import { Check } from '../ui/check.tsx'
import { Segments } from './segments.tsx'
import type { SettingsInUse } from './use-chart-settings.ts'
import styles from './chart-tools.module.css'

/** The settings of charts: axis, smoothing, log scale, outliers. */
export function ChartTools ({
  settings,
  change,
  children
}: Pick<SettingsInUse, 'settings' | 'change'> & { children?: ReactNode }) {
  const { x, smoothing, log, clip } = settings
  const id = useId()
  return (
    <div className={styles.tools}>
      <Segments
        label='X axis'
        choices={axes.map(axis => [axis, axisNames[axis]])}
        chosen={x}
        onChoose={x => {
          change({ x })
        }}
      />
      <div className={styles.slide}>
        <label htmlFor={id}>Smoothing</label>
        <input
          id={id}
          type='range'
          min={0}
          max={0.995}
          step={0.005}
          value={smoothing}
          onChange={({ target }) => {
            change({ smoothing: Number(target.value) })
          }}
        />
        <output htmlFor={id}>{smoothing.toFixed(3)}</output>
      </div>
      <Check label='Log scale' checked={log} onChange={log => { change({ log }) }} />
      <Check label='Clip outliers' checked={clip} onChange={clip => { change({ clip }) }} />
      <span className={styles.space} />
      {children}
    </div>
  )
}
