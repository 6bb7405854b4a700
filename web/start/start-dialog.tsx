import { useState } from 'react'
import { useLocation } from 'wouter'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Loading } from '../ui/loading.tsx'
import { Refused } from '../ui/refused.tsx'
import { ConfigChoice } from './config-choice.tsx'
import { ConfigEditor } from './config-editor.tsx'
import { readConfigText } from './config-text.ts'
import { JobFields } from './job-fields.tsx'
import { useDraft } from './use-draft.ts'
import type { Draft } from './use-draft.ts'
import { useQueueDraft } from './use-queue-draft.ts'
import { useSource } from './use-source.ts'
import styles from './start.module.css'

interface StartDialogProps {
  fork_of: string | null
  /** The preset or saved config that is chosen at first. */
  config_name?: string | null
  onClose: () => void
}

/** Sets up a new training from a preset, a saved config or the config of a job, and queues it. */
export function StartDialog ({ fork_of, config_name = null, onClose }: StartDialogProps) {
  const [chosen, setChosen] = useState(config_name)
  const source = useSource(fork_of, chosen)
  const { draft, change, forget } = useDraft(source)
  return (
    <Dialog
      title={fork_of === null ? 'New training' : 'Again, with changes'} onClose={onClose} className={styles.sheet}
    >
      {fork_of === null && <ConfigChoice chosen={chosen} onChoose={setChosen} />}
      <Refused error={source.problem} />
      {draft === null && source.key !== null && source.problem === null && <Loading what='The config' />}
      {draft !== null && (
        <Form
          draft={draft} config_from={source.config_from} onChange={change} onQueued={forget} onClose={onClose}
        />
      )}
    </Dialog>
  )
}

interface FormProps {
  draft: Draft
  config_from: string | null
  onChange: (fields: Partial<Draft>) => void
  onQueued: () => void
  onClose: () => void
}

function Form ({ draft, config_from, onChange, onQueued, onClose }: FormProps) {
  const [, navigate] = useLocation()
  const queue = useQueueDraft(config_from, job => {
    onQueued()
    onClose()
    navigate(`/jobs/${job.job_slug}`)
  })
  return (
    <>
      <JobFields draft={draft} onChange={onChange} />
      <ConfigEditor text={draft.text} onChange={text => { onChange({ text }) }} />
      <Refused error={queue.error} />
      <div className={styles.acts}>
        <Button onClick={onClose}>Close; the draft is kept</Button>
        <Button
          kind='primary' busy={queue.isPending} blocked={whyNot(draft)}
          onClick={() => { queue.mutate(draft) }}
        >
          Queue
        </Button>
      </div>
    </>
  )
}

function whyNot ({ name, text }: Draft): string | null {
  if (name.trim() === '') return 'Give the training a name'
  return 'problem' in readConfigText(text) ? 'The config is not valid JSON yet' : null
}
