import { useState } from 'react'
import { useSearch } from 'wouter'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useApi } from '../../api/use-api.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Reply } from '../../ui/reply.tsx'
import { More } from '../../ui/more.tsx'
import type { JobDetails } from '../../jobs/job-details.ts'
import { ModelRow } from './model-row.tsx'
import { PruneModels } from './prune-models.tsx'
import { modelsQuery } from './queries.ts'
import { useLinkedModel } from './use-linked-model.ts'
import styles from './parts.module.css'

/** Backups, saves and the final model of a job; `?model=` in the address marks one of them. */
export function ModelsTab ({ job }: { job: JobDetails }) {
  const query = useInfiniteQuery(modelsQuery(useApi(), job.job_id))
  const [pruning, setPruning] = useState(false)
  const linked = new URLSearchParams(useSearch()).get('model')
  const isMissing = useLinkedModel(query, linked)
  return (
    <Card>
      <Reply query={query} what='The models'>
        {({ pages }) => {
          const models = pages.flatMap(({ models }) => models)
          if (models.length === 0) {
            return (
              <Empty title='No model yet'>
                <p>Back up and Save model write one; a training that finishes writes its final one.</p>
              </Empty>
            )
          }
          return (
            <>
              <div className={styles.tools}>
                <span className='sub'>{pages[0]?.total} written, the newest first</span>
                {isMissing && <span className={styles.refused} role='alert'>{linked} is not among them.</span>}
                <span className={styles.space} />
                <Button
                  onClick={() => {
                    setPruning(true)
                  }}
                >
                  Prune …
                </Button>
              </div>
              <ul>
                {models.map(model => (
                  <ModelRow key={model.model_id} model={model} isLinked={model.model_id === linked} />
                ))}
              </ul>
              <More query={query}>Older ones</More>
              {pruning && (
                <PruneModels
                  job_id={job.job_id}
                  onClose={() => {
                    setPruning(false)
                  }}
                />
              )}
            </>
          )
        }}
      </Reply>
    </Card>
  )
}
