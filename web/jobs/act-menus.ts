import type { MenuEntry } from '../ui/menu.tsx'
import type { JobActs } from './job-acts.ts'

/** What pressing an act does: it is sent, and its life shown. */
export type Press = (send: () => Promise<unknown>) => () => void

export const pauseEntries = (acts: JobActs, press: Press): MenuEntry[] => [
  { label: 'Hold', hint: 'The model stays in memory; samples can still be drawn', onChoose: press(acts.hold) },
  { label: 'Release', hint: 'Writes a backup, exits and frees the device', onChoose: press(acts.release) }
]

export const sampleEntries = (acts: JobActs, press: Press, askForPrompt: () => void): MenuEntry[] => [
  { label: 'The samples of the config', onChoose: press(acts.sampleDefaults) },
  { label: 'An own prompt …', onChoose: askForPrompt }
]

interface StopMenu { command: string | null, kill: () => void }

/** The ladder, the gentlest way first. On a phone it begins with what has no room beside it. */
export const stopEntries = (acts: JobActs, press: Press, { command, kill }: StopMenu): MenuEntry[] => [
  ...matchMedia('(max-width: 700px)').matches
    ? [
        { label: 'Back up', blocked: command, onChoose: press(acts.backUp) },
        { label: 'Save model', blocked: command, onChoose: press(acts.save) }
      ]
    : [],
  { label: 'Stop', hint: 'After this step; the model is saved', onChoose: press(() => acts.stop({})) },
  {
    label: 'Back up and stop', hint: 'It can be resumed from there', onChoose: press(() => acts.stop({ backup: true }))
  },
  {
    label: 'Stop at once', hint: 'Interrupts, then ends it even while a model is being written', danger: true,
    onChoose: press(() => acts.stop({ force: true }))
  },
  { label: 'Kill …', hint: 'Nothing is saved', danger: true, onChoose: kill }
]
