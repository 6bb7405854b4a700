import type { Sample } from './grid.ts'
import { relative } from './sample-picture.tsx'
import styles from './viewer.module.css'

/** The file of a sample itself: picture, video or sound; or that it is gone. */
export function SampleMedia ({ sample: { available, media, path, prompt } }: { sample: Sample }) {
  if (!available) return <p className={styles.gone}>The file of this sample is gone.</p>
  if (media === 'video') {
    return <video className={styles.media} src={relative(path)} controls loop aria-label={prompt} />
  }
  if (media === 'audio') return <audio src={relative(path)} controls aria-label={prompt} />
  return <img className={styles.media} src={relative(path)} alt={prompt} />
}
