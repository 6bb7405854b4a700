import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import styles from './own-prompt.module.css'

/** Asks for a prompt to draw a sample of. */
export function OwnPrompt ({ onSend, onClose }: { onSend: (prompt: string) => void, onClose: () => void }) {
  const [prompt, setPrompt] = useState('')
  const missing = prompt.trim() === '' ? 'Write a prompt first' : null
  return (
    <Dialog title='Sample of an own prompt' onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={event => {
          event.preventDefault()
          if (missing === null) onSend(prompt)
        }}
      >
        <label htmlFor='own-prompt'>Prompt</label>
        <textarea
          id='own-prompt' autoFocus rows={3} maxLength={10_000} value={prompt} dir='auto'
          onChange={event => { setPrompt(event.target.value) }}
        />
        <p className='small sub'>It is drawn as soon as the step at work is done.</p>
        <div className={styles.acts}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type='submit' kind='primary' blocked={missing}>Draw it</Button>
        </div>
      </form>
    </Dialog>
  )
}
