import { useEffect, useRef, useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { read } from '../api/client.ts'
import { useApi } from '../api/use-api.ts'
import { Button } from '../ui/button.tsx'
import { ChangedMeanwhile } from '../ui/changed-meanwhile.tsx'
import { Refused } from '../ui/refused.tsx'
import type { Sample } from './grid.ts'
import styles from './viewer.module.css'

/** The notes of a sample. They are kept on a press, and when another sample is shown or the viewer closes. */
export function SampleNotes ({ sample: { sample_id, notes } }: { sample: Sample }) {
  const api = useApi()
  const [text, setText] = useState(notes)
  const [kept, setKept] = useState(notes)
  const [seen, setSeen] = useState(notes)
  const save = useMutation({
    mutationFn: (notes: string) =>
      read(api.PATCH('/api/samples/{sample_id}/mark', { params: { path: { sample_id } }, body: { notes } })),
    onSuccess (_, saved) {
      setKept(saved)
      setSeen(notes)
    }
  })
  const isTyped = text !== kept
  const unkept = useRef<(() => void) | null>(null)
  unkept.current = isTyped ? () => { save.mutate(text) } : null
  useEffect(() => () => { unkept.current?.() }, [])
  useEffect(() => {
    if (isTyped) return
    setText(notes)
    setKept(notes)
    setSeen(notes)
  }, [notes])
  const isOther = isTyped && notes !== seen && notes !== kept
  return (
    <>
      <label className={styles.notes}>
        <span>Notes</span>
        <textarea rows={3} value={text} maxLength={2000} onChange={event => { setText(event.target.value) }} />
      </label>
      <ChangedMeanwhile what='notes' is={isOther ? notes : undefined} isReplaced />
      <Button
        blocked={isTyped ? null : 'Nothing was changed'} busy={save.isPending} onClick={() => { save.mutate(text) }}
      >
        Keep the notes
      </Button>
      <Refused error={save.error} />
    </>
  )
}
