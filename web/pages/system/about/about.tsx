import { useQuery } from '@tanstack/react-query'
import type { SystemInfo } from '../../../../core/contract/system.ts'
import { systemInfoQuery } from '../../../api/queries.ts'
import { useApi } from '../../../api/use-api.ts'
import { CheckoutChoice } from '../../../jobs/checkout-choice.tsx'
import { Badge } from '../../../ui/badge.tsx'
import { Card } from '../../../ui/card.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { Reply } from '../../../ui/reply.tsx'
import { PartHead } from '../part-head.tsx'
import { ServerCard } from './server-card.tsx'
import { Trainer } from './trainer.tsx'
import styles from './about.module.css'

/** What was found of the trainer, and this server. */
export function About () {
  const query = useQuery(systemInfoQuery(useApi()))
  const asked_at = query.dataUpdatedAt === 0 ? null : new Date(query.dataUpdatedAt)
  return (
    <>
      <Card>
        <PartHead title='OneTrainer' at={asked_at?.toISOString() ?? null} queries={[query]}>
          {query.data !== undefined && <Found trainer={query.data.trainer} />}
        </PartHead>
        <Reply query={query} what='What was found of OneTrainer'>
          {({ trainer, gpu_problem }) => (
            <>
              {gpu_problem !== null && (
                <div className={styles.problem}>
                  <Notice tone='warn'>nvidia-smi gives no readings: {gpu_problem}</Notice>
                </div>
              )}
              <Trainer trainer={trainer} />
              <div className={styles.problem}><CheckoutChoice /></div>
            </>
          )}
        </Reply>
      </Card>
      {query.data !== undefined && <ServerCard info={query.data} asked_at={asked_at?.getTime() ?? 0} />}
    </>
  )
}

function Found ({ trainer: { available, kind, checks = [] } }: { trainer: SystemInfo['trainer'] }) {
  const count = (wanted: string): number => checks.filter(({ status }) => status === wanted).length
  const [missing, warnings] = [count('missing'), count('warning')]
  const words = [
    checks.length > 0 && `${checks.length} checks`, missing > 0 && `${missing} missing`,
    warnings > 0 && `${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`
  ].filter(word => word !== false)
  return (
    <>
      <Badge tone={available ? 'ok' : 'bad'}>{available ? 'a training can run' : 'no training can run'}</Badge>
      <p>{kind === 'builtin' ? 'the built-in trainer serves' : words.join(', ')}</p>
    </>
  )
}
