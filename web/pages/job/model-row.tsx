import { useEffect, useRef, useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { read } from '../../api/client.ts'
import type { components } from '../../api/schema.d.ts'
import { useApi } from '../../api/use-api.ts'
import { createJobActs } from '../../jobs/job-acts.ts'
import { relative } from '../../samples/sample-picture.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Reply } from '../../ui/reply.tsx'
import { Time } from '../../ui/time.tsx'
import { bytes, count } from '../../ui/format.ts'
import { modelKindWords } from '../../ui/model-kinds.ts'
import { Refused } from '../../ui/refused.tsx'
import { modelQuery } from './queries.ts'
import styles from './parts.module.css'

type Model = components['schemas']['Model']

/** One model: what it is, and what can be done with it. `isLinked`: the address names it; it comes into view. */
export function ModelRow ({ model, isLinked }: { model: Model, isLinked: boolean }) {
  const row = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (!isLinked) return
    // In the next frame: a page that was just opened is put to its top first.
    const frame = requestAnimationFrame(() => { row.current?.scrollIntoView({ block: 'center' }) })
    return () => { cancelAnimationFrame(frame) }
  }, [isLinked])
  const [asked, setAsked] = useState(false)
  const [open, setOpen] = useState(false)
  const { kind, name, step, epoch, available, folder, sha256, timestamp, download_path } = model
  const acts = createJobActs(useApi(), model.job_id)
  const resume = useMutation({ mutationFn: () => acts.resume(model.model_id) })
  return (
    <li ref={row} className={`${styles.row} ${isLinked ? styles.linked : ''}`} aria-current={isLinked || undefined}>
      <div className={styles.main}>
        <b>{modelKindWords[kind]}</b>{' '}
        {model.picked && <Badge tone='ok'>the pick</Badge>}{' '}
        <span className='sub'>
          step {count(step)} · epoch {count(epoch)} · {bytes(model.bytes)} · <Time at={timestamp} />
        </span>
        <p className={`mono ${styles.wrap}`} dir='auto'>
          {name}
        </p>
        <p className={`mono dim ${styles.wrap}`}>sha256 {sha256}</p>
        {!available && <p className='sub'>Its files are no longer there as they were written.</p>}
        <Refused error={resume.error} />
      </div>
      {available && (
        <div className={styles.acts}>
          {folder === true && (
            <Button
              kind='ghost'
              aria-expanded={open}
              onClick={() => {
                setOpen(!open)
              }}
            >
              {count(model.files ?? 0)} files
            </Button>
          )}
          <a className='link' download href={relative(download_path)}>
            Download
          </a>
          {kind === 'backup' && (
            <Button
              busy={resume.isPending}
              onClick={() => {
                resume.mutate()
              }}
            >
              Resume from it
            </Button>
          )}
          <Button
            kind='danger'
            onClick={() => {
              setAsked(true)
            }}
          >
            Delete …
          </Button>
        </div>
      )}
      {open && <Files model_id={model.model_id} />}
      {asked && (
        <DeleteModel
          model={model}
          onClose={() => {
            setAsked(false)
          }}
        />
      )}
    </li>
  )
}

const Files = ({ model_id }: { model_id: string }) => (
  <Reply query={useQuery(modelQuery(useApi(), model_id))} what='The files'>
    {({ contents }) => (
      <ul className={styles.files}>
        {contents.map(({ index, path, bytes: size, download_path }) => (
          <li key={index}>
            <a className='link mono' download href={relative(download_path)}>
              {path}
            </a>{' '}
            <span className='dim'>{bytes(size)}</span>
          </li>
        ))}
      </ul>
    )}
  </Reply>
)

function DeleteModel ({ model: { model_id, name, bytes: size }, onClose }: { model: Model, onClose: () => void }) {
  const api = useApi()
  const queries = useQueryClient()
  const remove = useMutation({
    mutationFn: () => read(api.DELETE('/api/v1/models/{model_id}', { params: { path: { model_id } } })),
    onSuccess () {
      onClose()
      for (const resource of ['models', 'disk']) void queries.invalidateQueries({ queryKey: [resource] })
    }
  })
  return (
    <Confirm
      title={`Delete ${name}?`}
      act={`Delete ${bytes(size)}`}
      busy={remove.isPending}
      refused={remove.error}
      onConfirm={() => {
        remove.mutate()
      }}
      onClose={onClose}
    >
      <p>Its files are deleted; this cannot be undone. It goes on being listed as deleted.</p>
    </Confirm>
  )
}
