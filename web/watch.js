import { foldMessage } from '/web/domain/stream/fold-message.js'
import { progressReport } from '/web/domain/job/progress-report.js'

// The page shows what the stream says and nothing it guessed: it folds the events as the server does, and a button only
// sends.
const $ = id => document.getElementById(id)
const losses = []
const MOST_POINTS = 2000
const MOST_LINES = 200
let since = null
let state = null
let retry_ms = 500

connect()
$('commands').addEventListener('click', event => {
  const path = event.target.dataset.post
  if (path !== undefined) post(path)
})

function connect () {
  const socket = new WebSocket(
    `${location.origin.replace(/^http/, 'ws')}/ws${since === null ? location.search : `?since=${since}`}`
  )
  socket.onopen = () => { retry_ms = 500; badge('connection', 'connected', 'good') }
  socket.onmessage = ({ data }) => { accept(JSON.parse(data)) }
  socket.onclose = () => {
    badge('connection', 'disconnected, trying again', 'bad')
    setTimeout(connect, Math.random() * retry_ms)
    retry_ms = Math.min(retry_ms * 2, 30_000)
  }
}

function accept (message) {
  if (typeof message.id === 'string') since = message.id
  if (typeof message.last_event_id === 'string') since = message.last_event_id
  const before = state
  state = foldMessage(state, message)
  if (state !== before) show(state)
  switch (message.type) {
    case 'connected':
      loadSamples()
      break
    case 'training_progress':
      if (message.job_id === state?.job_id) addLoss(message)
      break
    case 'training_status':
      addLine(message, message.error ?? `${message.status}: ${message.message}`)
      break
    case 'sample_generated':
      addSample(message)
      addLine(message, `sample: ${message.prompt}`)
      break
    case 'validation_result':
      addLine(
        message,
        'validation loss ' +
        figure(message.validation_loss) +
        (message.total > 0 ? `, ${message.correct} of ${message.total} read correctly` : '')
      )
      break
    case 'backup_created':
      addLine(message, `backup ${message.file.path}`)
      break
    case 'model_saved':
      addLine(message, `model ${message.file.path}`)
      break
    case 'command_result':
      addLine(message, `${message.command} ${message.status} ${message.message}`)
      break
    case 'log':
    case 'warning':
      addLine(message, message.message)
      break
    case 'gap':
      addLine(message, `some history is missing: ${message.reason}`)
      break
    // Shown by the state they change.
    case 'trainer_ready':
    case 'epoch_completed':
    case 'job_queued':
      break
    case 'error':
      $('answer').textContent = message.message
      break
  }
}

function show (state) {
  const report = progressReport(state)
  const over = ['stopped', 'error', 'completed'].includes(state.status)
  $('job').textContent = state.job_name ?? 'No training yet'
  badge(
    'status',
    state.reason === null || !over ? state.status : `${state.status}: ${state.reason}`,
    state.status === 'error' ? 'bad' : state.is_training ? 'good' : ''
  )
  $('message').textContent = state.error ?? state.message
  $('bar').value = report.progress
  const readings = {
    done: `${report.progress_percent.toFixed(1)} %`,
    epoch: `${Math.min(state.progress.epoch + (over ? 0 : 1), state.max_epoch)} of ${state.max_epoch}`,
    step: state.progress.global_step,
    phase: state.phase,
    loss: figure(state.loss),
    'learning rate': figure(state.learning_rate),
    'steps a second': figure(state.steps_per_second),
    'time left': state.eta_seconds === null ? '–' : duration(state.eta_seconds),
    accuracy: state.validation?.accuracy == null ? '–' : `${(state.validation.accuracy * 100).toFixed(1)} %`
  }
  $('figures').replaceChildren(
    ...Object.entries(readings).map(([name, value]) =>
      element('div', {}, element('dt', {}, name), element('dd', {}, String(value)))
    )
  )
  enable(state)
}

function enable ({ is_training, status, last_backup }) {
  const working = is_training && status !== 'stopping'
  const offered = {
    start: !is_training && status !== 'starting', pause: status === 'running',
    resume: status === 'paused' || (!is_training && last_backup !== null),
    default: working,
    backup: working,
    save: working,
    stop: working
  }
  for (const button of $('commands').children) button.disabled = !offered[button.dataset.post.split('/').at(-1)]
}

async function post (path) {
  $('answer').textContent = ''
  const reply = await fetch(path, { method: 'POST' }).catch(() => null)
  if (reply === null) $('answer').textContent = 'The server does not answer; trying again when it is back.'
  else if (!reply.ok) $('answer').textContent = (await reply.json()).message
}

async function loadSamples () {
  const reply = await fetch('/api/samples/latest?limit=12')
  if (!reply.ok) return
  $('samples').replaceChildren()
  for (const sample of (await reply.json()).samples.reverse()) addSample(sample)
}

function addSample ({ path, thumbnail_path, prompt, epoch, step }) {
  const picture = element('a', { href: path }, element('img', { src: thumbnail_path, alt: prompt, loading: 'lazy' }))
  $('samples').prepend(
    element('figure', {}, picture, element('figcaption', {}, `${prompt} – epoch ${epoch}, step ${step}`))
  )
  while ($('samples').children.length > 24) $('samples').lastChild.remove()
}

function addLoss ({ global_step, loss }) {
  if (global_step < (losses.at(-1)?.[0] ?? 0)) losses.length = 0
  if (loss !== null) losses.push([global_step, loss])
  if (losses.length > MOST_POINTS) losses.splice(0, losses.length - MOST_POINTS)
  requestAnimationFrame(draw)
}

function draw () {
  const canvas = $('chart')
  const pen = canvas.getContext('2d')
  pen.clearRect(0, 0, canvas.width, canvas.height)
  if (losses.length < 2) return
  const [first, last] = [losses[0][0], losses.at(-1)[0]]
  const most = Math.max(...losses.map(([, loss]) => loss))
  pen.strokeStyle = getComputedStyle(canvas).getPropertyValue('--accent')
  pen.lineWidth = 2
  pen.beginPath()
  for (const [step, loss] of losses) {
    pen.lineTo(
      ((step - first) / (last - first)) * canvas.width,
      canvas.height - 6 - (loss / most) * (canvas.height - 12)
    )
  }
  pen.stroke()
}

function addLine ({ timestamp }, text) {
  $('log').prepend(element('li', {}, `${new Date(timestamp).toLocaleTimeString()}  ${text}`))
  while ($('log').children.length > MOST_LINES) $('log').lastChild.remove()
}

function badge (id, text, tone) {
  $(id).textContent = text
  $(id).dataset.tone = tone
}

/** Text is always a text node: a prompt can hold anything. */
function element (tag, attributes, ...children) {
  const made = Object.assign(document.createElement(tag), attributes)
  made.append(...children)
  return made
}

const figure = value => value === null || value === undefined ? '–' : Number(value.toPrecision(4)).toString()
const duration = seconds =>
  seconds < 90
    ? `${Math.round(seconds)} s`
    : seconds < 5400
      ? `${Math.round(seconds / 60)} min`
      : `${(seconds / 3600).toFixed(1)} h`
