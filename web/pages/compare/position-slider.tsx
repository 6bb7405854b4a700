import { useId } from 'react'
import type { Alignment } from '../../../core/contract/sample-matrix.ts'
import { Button } from '../../ui/button.tsx'
import { positionWords, sharedWords } from './positions.ts'
import type { Position } from './positions.ts'
import styles from './compare.module.css'

/** What there is on one side of the loaded positions. */
interface MorePositions { isThere: boolean, isBusy: boolean, handleLoad: () => void }

interface PositionSliderProps {
  align: Alignment
  positions: readonly Position[]
  place: number
  jobs: number
  earlier: MorePositions
  later: MorePositions
  onChoose: (at: number) => void
}

/** One position for all samples, by pointer or arrows; earlier and later ones are loaded at the ends. */
export function PositionSlider (props: PositionSliderProps) {
  const { align, positions, place, jobs, earlier, later, onChoose } = props
  const id = useId()
  const words = positionWords(align, positions[place]?.at ?? 0)
  const shared = sharedWords(place, positions, jobs)
  return (
    <div className={styles.slider}>
      <p className={styles.position}>
        <label htmlFor={id}><b>{words}</b></label> <span className='sub'>{shared}</span>
      </p>
      {earlier.isThere && <Button busy={earlier.isBusy} onClick={earlier.handleLoad}>Load earlier</Button>}
      <input
        id={id} type='range' min={0} max={positions.length - 1} value={place} disabled={positions.length < 2}
        aria-valuetext={`${words}, ${shared}`}
        onChange={event => { onChoose(positions[event.target.valueAsNumber]?.at ?? 0) }}
      />
      {later.isThere && <Button busy={later.isBusy} onClick={later.handleLoad}>Load later</Button>}
    </div>
  )
}
