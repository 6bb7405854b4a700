import type { ReactNode } from 'react'
import type { SystemInfo } from '../../core/contract/system.ts'
import { Dot } from '../ui/dot.tsx'
import type { Tone } from '../ui/dot.tsx'
import styles from './trainer-checks.module.css'

const tones: Record<string, Tone> = { ok: 'ok', warning: 'warn', missing: 'bad', waiting: 'plain' }

/** What was found of the trainer, requirement by requirement, and how to get what is missing. */
export const TrainerChecks = ({ trainer }: { trainer: SystemInfo['trainer'] }) => (
  <div className={styles.checks}>
    <Check
      tone={trainer.available ? 'ok' : 'bad'} name={trainer.kind === 'builtin' ? 'Built-in trainer' : 'OneTrainer'}
    >
      {trainer.message}
    </Check>
    {trainer.kind === 'builtin' && (
      <Check tone='plain' name='OneTrainer'>
        is not set up: name the folder of its checkout below.
      </Check>
    )}
    {(trainer.checks ?? []).map(({ name, status, message, hint }) => (
      <Check key={name} tone={tones[status] ?? 'plain'} name={name}>
        {message}{hint !== undefined && <em> {hint}</em>}
      </Check>
    ))}
  </div>
)

const Check = ({ tone, name, children }: { tone: Tone, name: string, children: ReactNode }) => (
  <p><Dot tone={tone} /><span><b>{name}</b> {children}</span></p>
)
