import type { TrainingState } from '../../core/contract/training.ts'
import { Figure, FigureList } from '../ui/figure.tsx'
import { Unknown } from '../ui/time.tsx'
import { count, percent, significant, speed } from '../ui/format.ts'

/** Where a training stands: epoch, step, speed, loss, validation. */
export const TrainingFigures = ({ state }: { state: TrainingState }) => (
  <FigureList>
    <Epoch state={state} />
    <Step state={state} />
    <Figure label='Speed' field='steps_per_second'>
      {state.steps_per_second === null ? <Unknown why='Known after some steps' /> : speed(state.steps_per_second)}
    </Figure>
    <Loss state={state} />
    <Validation state={state} />
  </FigureList>
)

/** The epoch at work, from 1; after the end, how many were finished. */
const Epoch = ({ state: { progress, max_epoch, is_training } }: { state: TrainingState }) => (
  <Figure
    label='Epoch' field='epoch'
    more={max_epoch > 0 && <>of <span data-field='max_epoch'>{count(max_epoch)}</span></>}
  >
    {max_epoch === 0
      ? <Unknown why='Known once the trainer is ready' />
      : count(Math.min(progress.epoch + (is_training ? 1 : 0), max_epoch))}
  </Figure>
)

const Step = ({ state: { progress, max_epoch, max_step } }: { state: TrainingState }) => (
  <Figure
    label='Step' field='global_step'
    more={max_step > 0 && <>of <span data-field='total_steps'>{count(max_step * max_epoch)}</span></>}
  >
    {count(progress.global_step)}
  </Figure>
)

const Loss = ({ state: { loss, smooth_loss } }: { state: TrainingState }) => (
  <Figure
    label='Loss, smoothed' field='smooth_loss'
    more={loss !== null && <>last <span data-field='loss'>{significant(loss, 3)}</span></>}
  >
    {smooth_loss === null ? <Unknown why='No step is done yet' /> : significant(smooth_loss)}
  </Figure>
)

function Validation ({ state: { validation } }: { state: TrainingState }) {
  if (validation === null) return <Figure label='Validation'><Unknown why='Not validated yet' /></Figure>
  const { validation_loss, accuracy, step } = validation
  const more = accuracy === null
    ? <>step <span data-field='validation_step'>{count(step)}</span></>
    : <><span data-field='accuracy'>{percent(accuracy)}</span> right</>
  return (
    <Figure label='Validation' field='validation_loss' more={more}>
      {validation_loss === null ? <Unknown why='The trainer gives no loss' /> : significant(validation_loss)}
    </Figure>
  )
}
