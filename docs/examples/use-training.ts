// The training that is running, in a React 19 component:
//
//     const training = useTraining('http://localhost:8000')
//     return <p>{training === null ? 'not connected' : `${training.status}, step ${training.progress.global_step}`}</p>
import { useEffect, useState } from 'react'
import { watchTraining } from './watch-training.ts'
import type { Training } from './watch-training.ts'

/** Null while the server cannot be reached. */
export function useTraining (url: string, token?: string): Training | null {
  const [training, setTraining] = useState<Training | null>(null)
  useEffect(() => watchTraining(url, setTraining, token), [url, token])
  return training
}
