import { useMutation, useQuery } from '@tanstack/react-query'
import { read } from '../../api/client.ts'
import { configListQuery, systemInfoQuery } from '../../api/queries.ts'
import { useApi } from '../../api/use-api.ts'
import { StartButton } from '../../start/start-button.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Refused } from '../../ui/refused.tsx'
import { Reply } from '../../ui/reply.tsx'
import { CheckoutChoice } from '../../jobs/checkout-choice.tsx'
import { TrainerChecks } from '../../jobs/trainer-checks.tsx'
import styles from './now.module.css'

const TRIAL = 'quick'

/** Before the first training: what was found, and the first steps. */
export function FirstRun () {
  const api = useApi()
  const info = useQuery(systemInfoQuery(api))
  const presets = useQuery(configListQuery(api))
  const trial = useMutation({
    mutationFn: () => read(api.POST('/api/v1/training-jobs', {
      body: { name: 'First try', config_name: TRIAL, queue: true }
    }))
  })
  const hasTrial = presets.data?.configs.some(({ name, source }) => name === TRIAL && source === 'preset') === true
  return (
    <Card className={styles.card}>
      <div className={styles.idle}>
        <h2>Welcome. Nothing has been trained here yet.</h2>
        <div className={styles.acts}>
          {hasTrial && (
            <Button
              kind='primary' busy={trial.isPending}
              onClick={() => { trial.mutate() }}
            >
              Try it: train the built-in reader (40 s)
            </Button>
          )}
          <StartButton kind={hasTrial ? 'plain' : 'primary'} label='Open a preset' />
        </div>
        <Refused error={trial.error} />
        <Reply query={info} what='What was found'>
          {({ trainer }) => <TrainerChecks trainer={trainer} />}
        </Reply>
        <CheckoutChoice />
      </div>
    </Card>
  )
}
