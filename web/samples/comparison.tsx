import { useEffect, useState } from 'react'
import { count } from '../ui/format.ts'
import type { Sample } from './grid.ts'
import { SampleMedia } from './sample-media.tsx'
import styles from './viewer.module.css'

const ways = ['side by side', 'slider', 'blink', 'difference'] as const
type Way = (typeof ways)[number]

const BLINK_MS = 600

/** Two samples of one prompt: beside each other, behind a slider, in turn, or what differs. */
export function Comparison ({ left, right }: { left: Sample, right: Sample }) {
  const [way, setWay] = useState<Way>('side by side')
  const [share, setShare] = useState(50)
  const isFirst = useBlink(way === 'blink')
  return (
    <div className={styles.comparison}>
      <div className={styles.ways} role='radiogroup' aria-label='How they are compared'>
        {ways.map(one => (
          <button
            key={one}
            type='button'
            role='radio'
            aria-checked={one === way}
            onClick={() => {
              setWay(one)
            }}
          >
            {one}
          </button>
        ))}
      </div>
      {way === 'side by side' && (
        <div className={styles.pair}>
          {[left, right].map(sample => (
            <figure key={sample.sample_id}>
              <SampleMedia sample={sample} />
              <figcaption>step {count(sample.step)}</figcaption>
            </figure>
          ))}
        </div>
      )}
      {way === 'blink' && (
        <figure>
          <SampleMedia sample={isFirst ? left : right} />
          <figcaption>step {count((isFirst ? left : right).step)}</figcaption>
        </figure>
      )}
      {way === 'difference' && (
        <div className={styles.stack}>
          <SampleMedia sample={left} />
          <div className={styles.differs}>
            <SampleMedia sample={right} />
          </div>
        </div>
      )}
      {way === 'slider' && (
        <>
          <div className={styles.stack}>
            <SampleMedia sample={left} />
            <div className={styles.over} style={{ clipPath: `inset(0 0 0 ${share}%)` }}>
              <SampleMedia sample={right} />
            </div>
          </div>
          <input
            type='range'
            min={0}
            max={100}
            value={share}
            aria-label='How much of each is shown'
            onChange={event => {
              setShare(event.target.valueAsNumber)
            }}
          />
        </>
      )}
    </div>
  )
}

/** Turns again and again while it is on; whoever chooses to blink wants this motion. */
function useBlink (isOn: boolean): boolean {
  const [isFirst, setFirst] = useState(true)
  useEffect(() => {
    if (!isOn) return
    const timer = setInterval(() => {
      setFirst(first => !first)
    }, BLINK_MS)
    return () => {
      clearInterval(timer)
    }
  }, [isOn])
  return isFirst
}
