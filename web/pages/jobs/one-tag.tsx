import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'

/** Asks for a tag. */
export function OneTag ({ onTag, onClose }: { onTag: (tag: string) => void, onClose: () => void }) {
  const [tag, setTag] = useState('')
  const missing = tag.trim() === '' ? 'Write a tag first' : null
  return (
    <Dialog title='Tag the chosen jobs' onClose={onClose}>
      <form
        onSubmit={event => {
          event.preventDefault()
          if (missing === null) onTag(tag.trim())
        }}
      >
        <Field label='Tag'>
          <input autoFocus value={tag} maxLength={50} onChange={event => { setTag(event.target.value) }} />
        </Field>
        <p><Button type='submit' kind='primary' blocked={missing}>Add the tag</Button></p>
      </form>
    </Dialog>
  )
}
