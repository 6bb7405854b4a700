import { useState } from 'react'
import type { components } from '../api/schema.d.ts'
import styles from './sample-picture.module.css'

export type Sample = components['schemas']['Sample']

interface SamplePictureProps {
  sample: Sample
  /** Loaded before it is seen. */
  eager?: boolean
  /** The file itself instead of its thumbnail. */
  full?: boolean
}

/** The thumbnail of a sample, or why there is none. */
export const SamplePicture = (props: SamplePictureProps) => <Picture key={props.sample.sample_id} {...props} />

function Picture ({ sample, eager = false, full = false }: SamplePictureProps) {
  const [failed, setFailed] = useState(false)
  const { prompt, thumbnail_path, path, available, media, width, height } = sample
  if (!available || failed) {
    return <span className={styles.none}>{available ? 'No preview can be made of it' : 'Its file is gone'}</span>
  }
  return (
    <img
      className={styles.picture} alt={prompt} width={width} height={height} decoding='async'
      loading={eager ? 'eager' : 'lazy'} src={relative(full && media === 'image' ? path : thumbnail_path)}
      onError={() => { setFailed(true) }}
    />
  )
}

/** Of the server's path, one below the page's base. */
export const relative = (path: string): string => path.replace(/^\//, '')
