import { useEffect, useState } from 'react'
import { ChevronDown, ChevronLeft, ChevronRight, ChevronUp } from 'lucide-react'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { count } from '../ui/format.ts'
import { neighbour, otherOf, placeOfSample, stepsOf } from './grid.ts'
import type { Grid, Place, Sample } from './grid.ts'
import { Comparison } from './comparison.tsx'
import { SampleFacts } from './sample-facts.tsx'
import { SampleMedia } from './sample-media.tsx'
import { isViewerKey } from './viewer-keys.ts'
import styles from './viewer.module.css'

const PLAY_MS = 700

interface ViewerProps {
  grid: Grid
  sample: Sample
  onShow: (sample: Sample) => void
  onClose: () => void
}

const ways = {
  ArrowLeft: { columns: -1, label: 'Prompt before', icon: ChevronLeft },
  ArrowRight: { columns: 1, label: 'Next prompt', icon: ChevronRight },
  ArrowUp: { rows: -1, label: 'Later step', icon: ChevronUp },
  ArrowDown: { rows: 1, label: 'Earlier step', icon: ChevronDown }
} as const
type Way = keyof typeof ways

/** Why the arrows lead nowhere: an edge, or a sample of a step that is not loaded. */
function whyNot (place: Place | null, found: Sample | null): string | null {
  if (place === null) return 'The steps around this sample are not loaded; scroll to them first'
  return found === null ? 'There is none' : null
}

/** One sample, large: the arrows lead to the next prompt and step, `c` compares, `p` plays over the steps. */
export function Viewer ({ grid, sample, onShow, onClose }: ViewerProps) {
  const [other, setOther] = useState<Sample | null>(null)
  const [isPlaying, setPlaying] = useState(false)
  const place = placeOfSample(grid, sample.sample_id)
  const next = (way: Way): Sample | null =>
    place === null ? null : neighbour(grid, place, ways[way])
  const later = next('ArrowUp')

  function go (way: Way): void {
    const found = next(way)
    if (found !== null) show(found)
  }
  function show (found: Sample): void {
    if (other !== null) setOther(otherOf(grid, found, other.step))
    onShow(found)
  }
  function compare (): void {
    setOther(other === null ? (next('ArrowDown') ?? next('ArrowUp')) : null)
  }
  useEffect(() => {
    if (!isPlaying) return
    if (later === null) setPlaying(false)
    const timer = setTimeout(() => {
      if (later !== null) show(later)
    }, PLAY_MS)
    return () => {
      clearTimeout(timer)
    }
  }, [isPlaying, later, onShow])
  useEffect(() => {
    // as: a key of the ways
    function onKeyDown (event: KeyboardEvent): void {
      if (!isViewerKey(event)) return
      if (event.key === 'c') compare()
      else if (event.key === 'p') setPlaying(playing => !playing)
      else if (event.key in ways) go(event.key as Way)
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => {
      document.removeEventListener('keydown', onKeyDown)
    }
  })

  return (
    <Dialog title={`${sample.prompt} – step ${count(sample.step)}`} onClose={onClose} className={styles.sheet}>
      <div className={styles.viewer}>
        <div className={styles.stage}>
          {other === null ? <SampleMedia sample={sample} /> : <Comparison left={other} right={sample} />}
        </div>
        <div className={styles.side}>
          <div className={styles.acts}>
            {Object.entries(ways).map(([key, { label, icon: Icon }]) => (
              <Button
                key={key} kind='ghost' repeats aria-label={label} title={label}
                blocked={whyNot(place, next(key as Way))} onClick={() => { go(key as Way) }} // as: the keys are those
              >
                <Icon size={16} aria-hidden='true' />
              </Button>
            ))}
            <Button
              aria-pressed={isPlaying}
              blocked={later === null ? 'This is the newest step' : null}
              onClick={() => {
                setPlaying(!isPlaying)
              }}
            >
              {isPlaying ? 'Stop playing' : 'Play'}
            </Button>
            <Button
              aria-pressed={other !== null}
              blocked={(next('ArrowDown') ?? later ?? other) ? null : 'There is no other step'}
              onClick={compare}
            >
              Compare
            </Button>
          </div>
          {other !== null && <OtherStep grid={grid} sample={sample} other={other} onChoose={setOther} />}
          <SampleFacts key={sample.sample_id} sample={sample} onDeleted={onClose} />
        </div>
      </div>
    </Dialog>
  )
}

interface OtherStepProps {
  grid: Grid
  sample: Sample
  other: Sample
  onChoose: (sample: Sample) => void
}

/** Chooses the step that a sample is compared with. */
function OtherStep ({ grid, sample, other, onChoose }: OtherStepProps) {
  const column = placeOfSample(grid, sample.sample_id)?.column ?? 0
  const steps = stepsOf(grid, column).filter(({ sample_id }) => sample_id !== sample.sample_id)
  return (
    <label className={styles.other}>
      <span>Compared with step</span>
      <select
        value={other.sample_id}
        onChange={event => {
          const found = steps.find(({ sample_id }) => sample_id === event.target.value)
          if (found !== undefined) onChoose(found)
        }}
      >
        {steps.map(({ sample_id, step }) => (
          <option key={sample_id} value={sample_id}>
            {count(step)}
          </option>
        ))}
      </select>
    </label>
  )
}
