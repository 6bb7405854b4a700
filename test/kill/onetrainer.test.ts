import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { compare, journalOf, kept } from '../helpers/journals.ts'
import { isReal, oneTrainer, smallRun } from '../helpers/onetrainer.ts'
import { openCheckout } from '../helpers/onetrainer-configs.ts'
import { patience } from '../helpers/patience.ts'
import { startServer, stateDir } from '../helpers/server-process.ts'
import type { ServerProcess } from '../helpers/server-process.ts'
import { connectStream } from '../helpers/stream-client.ts'
import type { Frame, StreamClient } from '../helpers/stream-client.ts'

t.setTimeout(patience(900_000))

const { python, env } = oneTrainer()
const settings = { ONETRAINER_DIR: env.ONETRAINER_DIR ?? '', ONETRAINER_PYTHON: python }
const ended = (frame: Frame): boolean => frame.type === 'training_status' && frame.exit !== null
const steps = (frame: Frame): number => frame.type === 'training_progress' ? Number(frame.global_step) : -1
const newer = (client: StreamClient): (fits: (frame: Frame) => boolean) => Promise<Frame> => {
  const old = new Set(client.frames)
  return async fits => await client.until(frame => !old.has(frame) && fits(frame))
}

t.test(
  '[O40] a whole training is driven over HTTP, from caching to its resumed attempt, with the server killed in between: every command ends and no event is lost',
  async t => {
    const state_dir = stateDir(t)
    // what it says is kept, so that the server knows it at once
    await openCheckout(t, { dir: settings.ONETRAINER_DIR, python, state_dir }).describer.ready()
    const folder = join(state_dir, 'material')
    mkdirSync(folder)
    const config = smallRun(folder, { epochs: 100_000, sample_after: 2, backup_before_save: false })
    const received = new Map<string, Frame>()
    const commands: string[] = []
    let server: ServerProcess
    let client: StreamClient
    let since = ''

    async function serve (): Promise<void> {
      server = await startServer(t, state_dir, settings)
      client = await connectStream(`${server.url}/ws${since === '' ? '' : `?since=${since}`}`)
      const hello = await client.until(frame => frame.type === 'connected')
      since ||= String(hello.last_event_id)
    }

    async function leave (): Promise<void> {
      for (const frame of client.frames) {
        if (typeof frame.id === 'string' && !/^sample_(default|custom)$/.test(frame.type)) {
          received.set(frame.id, frame)
          since = frame.id
        }
      }
      await client.close()
      await server.kill()
    }

    /** Asks for something and waits until it is done. */
    async function ask (path: string, body: object = {}): Promise<Frame> {
      const reply = await server.ask(path, { body })
      t.equal(reply.status, 202, JSON.stringify(reply.body))
      commands.push(reply.body.command_id)
      return await result(reply.body.command_id)
    }

    async function result (command_id: string): Promise<Frame> {
      const end = await client.until(
        frame =>
          frame.type === 'command_result' &&
          frame.command_id === command_id &&
          (frame.status === 'done' || frame.status === 'failed')
      )
      t.equal(end.status, 'done', `${String(end.command)}: ${String(end.message)}`)
      return end
    }

    // any: a reply, as the helper has it
    const state = async (): Promise<any> => (await server.ask('/api/training/status')).body

    await serve()
    const started = await server!.ask('/api/training/start', { body: { config } })
    t.equal(started.status, 202, JSON.stringify(started.body))
    await client!.until(frame => frame.type === 'training_status' && frame.phase === 'caching')
    await client!.until(frame => frame.type === 'training_status' && frame.message === 'caching 4 of 4')
    await client!.until(frame => steps(frame) >= 1)
    const { trainer_pid } = await state()

    await leave()
    await serve()
    const after = newer(client!)
    const before = await state()
    t.match(before, { trainer_pid, attempt: 1, is_training: true, status: 'running' }, 'the trainer did not notice')
    await after(
      frame =>
        frame.type === 'training_progress' && Number(frame.epoch) >= 2 && steps(frame) > before.progress.global_step
    )
    t.match(await after(frame => frame.type === 'validation_result'), { concept: 'valid' })
    t.match(await after(frame => frame.type === 'sample_generated'), {
      sample_type: 'default', prompt: 'a plain square', width: 64, height: 64
    })

    t.match(await ask('/api/training/backup'), { file: { path: /^backup\// } })
    t.match(await ask('/api/training/save'), { file: { path: /^save\// } })
    const hold = await ask('/api/training/pause', { mode: 'hold' })
    await client!.until(frame => frame.type === 'training_status' && frame.status === 'paused' && Number(frame.seq) > 0)
    const held = await state()
    t.match(held, { status: 'paused', is_training: true, trainer_pid })
    t.equal(
      held.progress.global_step % Number(config.gradient_accumulation_steps),
      0,
      `held at an update: ${String(hold.message)}`
    )
    t.match(await ask('/api/samples/default'), { file: { path: /^samples\/0 - a plain square\// } })

    const full = {
      negative_prompt: 'a dog', width: 64, height: 64, seed: 11, diffusion_steps: 3, cfg_scale: 2.5,
      noise_scheduler: 'DDIM'
    }
    const custom = await ask('/api/samples/custom', { prompt: 'a cat', ...full })
    t.match((await server!.ask('/api/samples/latest?limit=1')).body.samples[0], {
      sample_type: 'custom', prompt: 'a cat', negative_prompt: 'a dog', seed: 11, width: 64, height: 64,
      command_id: custom.command_id, available: true
    })
    client!.send({
      type: 'command', command: 'sample_custom', id: 'over-the-socket',
      args: { prompt: 'a dog', width: 64, height: 64, diffusion_steps: 1 }
    })
    commands.push('over-the-socket')
    const socketed = await result('over-the-socket')
    const drawn = (frame: Frame): string =>
      readFileSync(join(state_dir, 'runs', String(held.job_id), (frame.file as { path: string }).path), 'utf8')
    if (!isReal) {
      t.same(
        [custom, socketed].map(drawn),
        ['64x64 of 11 by DDIM at 2.5, skip 0', '64x64 of 42 by EULER_A at 7.5, skip 0'],
        'as asked, and as the model has it'
      )
    }
    t.match(
      await server!.ask('/api/samples/custom', { body: { prompt: 'a cat', cfgscale: 1, noise_scheduler: 'DDIMM' } }),
      {
        status: 422,
        body: {
          code: 'sample_invalid',
          details: [
            { pointer: '/cfgscale', hint: /"cfg_scale"/ }, { pointer: '/noise_scheduler', hint: /"DDIM"/ }
          ]
        }
      }
    )
    t.match((await server!.ask('/api/samples/custom')).body, {
      required: ['prompt'],
      properties: { noise_scheduler: { default: 'EULER_A' } }
    })
    t.equal((await state()).progress.global_step, held.progress.global_step, 'it stood still')

    await ask('/api/training/resume')
    await client!.until(frame => steps(frame) > held.progress.global_step)
    const released = await ask('/api/training/pause', { mode: 'release' })
    const end = await client!.until(ended)
    t.match(end, { status: 'paused', reason: 'released', exit: { code: 0 } })
    const { body: point } = await server!.ask('/api/training/resume')
    const { path } = released.file as { path: string }
    t.match(point, {
      backup: path,
      message: `resumes from backup ${path.slice('backup/'.length)} at step ${point.progress?.global_step}`
    })
    t.ok(point.progress.global_step > held.progress.global_step)

    t.match(await server!.ask('/api/training/resume', { method: 'POST' }), {
      status: 202, body: { attempt: 2, resumes_from: point }
    })
    t.match(await client!.until(frame => frame.type === 'trainer_ready' && frame.resumed_from !== null), {
      resumed_from: path
    })
    await client!.until(frame => Number(frame.seq) > Number(end.seq) && steps(frame) > point.progress.global_step)
    await ask('/api/training/stop')
    t.match(await client!.until(frame => ended(frame) && Number(frame.seq) > Number(end.seq)), {
      status: 'stopped', reason: 'user_stop', exit: { code: 0, forced: false }
    })
    for (const command_id of commands) {
      t.match((await server!.ask(`/api/training/commands/${command_id}`)).body, { status: 'done' }, command_id)
    }

    await leave()
    const journal = journalOf(state_dir)
    const at = journal.findIndex(event => event.seq === end.seq)
    const resumed = journal
      .slice(at + 1)
      .flatMap(event => (event.type === 'training_progress' ? [event.global_step] : []))
    t.equal(resumed[0], point.progress.global_step + 1, 'it goes on at the very next step')
    t.notOk(
      journal.slice(at + 1).some(event => event.type === 'training_status' && /^caching [1-9]/.test(event.message)),
      'and the cache is kept'
    )
    t.match(journal.filter(event => event.type === 'model_saved').at(-1), {
      final: true, file: { path: 'final.safetensors' }
    })
    t.strictSame(
      [...received.values()].map(frame => frame.seq),
      journal.filter(kept).map(event => event.seq),
      'the client was told everything, once and in order'
    )
    const events = await compare(t, state_dir)
    t.comment(
      `${isReal ? 'the real checkout' : 'the stand-in'}: ${events} events, ${commands.length} commands, held at ` +
      `step ${held.progress.global_step}, resumed at step ${point.progress.global_step}, ended at step ` +
      `${resumed.at(-1)}`
    )
  }
)
