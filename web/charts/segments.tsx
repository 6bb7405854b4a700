import { useId } from 'react'
import styles from './segments.module.css'

interface SegmentsProps<T extends string> {
  label: string
  choices: ReadonlyArray<readonly [value: T, label: string]>
  chosen: T
  onChoose: (value: T) => void
}

/** One of a few choices, all in sight. */
export function Segments<T extends string> ({ label, choices, chosen, onChoose }: SegmentsProps<T>) {
  const name = useId()
  return (
    <fieldset className={styles.segments}>
      <legend className='hidden'>{label}</legend>
      {choices.map(([value, words]) => (
        <label key={value}>
          <input type='radio' name={name} checked={value === chosen} onChange={() => { onChoose(value) }} />{words}
        </label>
      ))}
    </fieldset>
  )
}
