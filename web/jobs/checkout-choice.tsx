import { useState } from 'react'
import type { FormEvent } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { read } from '../api/client.ts'
import { checkoutQuery } from '../api/queries.ts'
import { useApi } from '../api/use-api.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Refused } from '../ui/refused.tsx'
import styles from './checkout-choice.module.css'

/** The folder of the OneTrainer that is to serve: it is tried at once, and the server starts anew with it. */
export function CheckoutChoice () {
  const api = useApi()
  const checkout = useQuery(checkoutQuery(api)).data
  const [typed, setTyped] = useState<string | null>(null)
  const choice = useMutation({
    mutationFn: (onetrainer_dir: string | null) => read(api.PUT('/api/system/checkout', { body: { onetrainer_dir } })),
    onSuccess: () => { setTyped(null) }
  })
  if (checkout === undefined) return null
  const { onetrainer_dir, set_by } = checkout
  if (set_by === 'environment') {
    return <p className={styles.hint}>ONETRAINER_DIR of the server names this folder; it is changed there.</p>
  }
  const dir = typed ?? onetrainer_dir ?? ''
  function onSubmit (event: FormEvent): void {
    event.preventDefault()
    if (dir.trim() === '' || choice.isPending) return
    choice.mutate(dir.trim())
  }
  return (
    <form className={styles.choice} onSubmit={onSubmit}>
      <Field label='Folder of a OneTrainer checkout'>
        <input
          value={dir} placeholder='/home/me/OneTrainer' spellCheck={false} autoComplete='off' className='mono'
          onChange={event => { setTyped(event.target.value) }}
        />
      </Field>
      <div className={styles.acts}>
        <Button type='submit' busy={choice.isPending} blocked={dir.trim() === '' ? 'Type the folder first' : null}>
          {onetrainer_dir === null ? 'Use it' : 'Try it and use it'}
        </Button>
        {onetrainer_dir !== null && (
          <Button busy={choice.isPending} onClick={() => { choice.mutate(null) }}>Use the built-in trainer</Button>
        )}
      </div>
      <p className={styles.hint} role='status'>
        {choice.isSuccess
          ? 'It was found. The server starts anew with it; what is in it is shown in a moment.'
          : 'A folder on the machine of the server. It is tried at once; trainings go on.'}
      </p>
      <Refused error={choice.error} />
    </form>
  )
}
