import { useRef, useState } from 'react'
import type { TrainingState } from '../../core/contract/training.ts'
import { useApi } from '../api/use-api.ts'
import { Button } from '../ui/button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Refused } from '../ui/refused.tsx'
import { useFocusAfter } from '../ui/use-focus-after.ts'
import { CommandLife } from './command-life.tsx'
import { pauseEntries, sampleEntries, stopEntries } from './act-menus.ts'
import type { Press } from './act-menus.ts'
import { createJobActs } from './job-acts.ts'
import { OwnPrompt } from './own-prompt.tsx'
import { SplitAct } from './split-act.tsx'
import { useAct } from './use-act.ts'
import { waiting, whatWorks } from './what-works.ts'
import styles from './act-bar.module.css'

type Asked = 'kill' | 'own prompt' | null

/** What can be done to a job now, and what has come of what was asked. */
export function ActBar ({ state }: { state: TrainingState }) {
  const [asked, setAsked] = useState<Asked>(null)
  const acts = createJobActs(useApi(), state.job_id ?? '')
  const act = useAct()
  const works = whatWorks(state)
  const blocked = act.isPending ? waiting : works
  const press: Press = send => () => { act.mutate(send) }
  const isPaused = state.status === 'paused'
  const bar = useRef<HTMLDivElement>(null)
  useFocusAfter(bar, `${isPaused || !state.is_training}`)
  function sendAndClose (send: () => Promise<unknown>): void {
    setAsked(null)
    act.mutate(send)
  }

  return (
    <>
      <div className={styles.bar} ref={bar}>
        {isPaused || !state.is_training
          ? (
            <Button
              kind={isPaused ? 'primary' : 'plain'} blocked={blocked.resume} onClick={press(() => acts.resume())}
            >
              Resume
            </Button>
            )
          : (
            <SplitAct
              label='Pause' name='Ways to pause' blocked={blocked.pause} onPress={press(acts.hold)}
              entries={pauseEntries(acts, press)}
            />
            )}
        <SplitAct
          label='Sample now' name='What to sample' blocked={blocked.command} onPress={press(acts.sampleDefaults)}
          entries={sampleEntries(acts, press, () => { setAsked('own prompt') })}
        />
        <Button className={styles.roomy} blocked={blocked.command} onClick={press(acts.backUp)}>Back up</Button>
        <Button className={styles.roomy} blocked={blocked.command} onClick={press(acts.save)}>Save model</Button>
        <span className={styles.space} />
        <SplitAct
          label='Stop' name='Ways to stop' kind='danger' blocked={blocked.stop} onPress={press(() => acts.stop({}))}
          entries={stopEntries(acts, press, { command: works.command, kill: () => { setAsked('kill') } })}
        />
      </div>
      <Refused error={act.error} />
      <CommandLife state={state} />
      {asked === 'kill' && (
        <Confirm
          title={`Kill ${state.job_name ?? 'the training'}?`} act='Kill'
          onClose={() => { setAsked(null) }} onConfirm={() => { sendAndClose(acts.kill) }}
        >
          <p>
            The trainer ends at once. What it learned since its last backup or save is lost, and a file that is being
            written is incomplete.
          </p>
        </Confirm>
      )}
      {asked === 'own prompt' && (
        <OwnPrompt
          onClose={() => { setAsked(null) }}
          onSend={prompt => { sendAndClose(() => acts.sampleCustom({ prompt })) }}
        />
      )}
    </>
  )
}
