import { io } from '/web/socket.io.js'

const $ = id => document.getElementById(id)
const token = new URLSearchParams(location.search).get('token')
const socket = io(token === null ? {} : { auth: { token } })
const most_lines = 200

function log (text) {
  const line = document.createElement('li')
  line.textContent = `${new Date().toLocaleTimeString()}  ${text}`
  $('log').prepend(line)
  while ($('log').children.length > most_lines) $('log').lastChild.remove()
}

function connection (text, tone) {
  $('connection').textContent = text
  $('connection').dataset.tone = tone
  $('reconnect').hidden = tone === 'good'
}

function figure (term, value) {
  const [dt, dd] = [document.createElement('dt'), document.createElement('dd')]
  dt.textContent = term
  dd.textContent = value
  const pair = document.createElement('div')
  pair.append(dt, dd)
  return pair
}

function show (update) {
  const { epoch, total_epochs, accuracy, elapsed_time, progress, correct, total, job_id, network_id } = update
  $('none').hidden = true
  $('training').hidden = false
  $('bar').value = progress
  $('percent').value = `${progress.toFixed(1)}%`
  $('figures').replaceChildren(
    figure('Epoch', `${epoch} / ${total_epochs}`),
    ...(accuracy === null ? [] : [figure('Accuracy', `${(accuracy * 100).toFixed(2)}%`)]),
    figure('Elapsed time', `${elapsed_time.toFixed(2)} s`),
    ...(correct === undefined || total === undefined ? [] : [figure('Correct / total', `${correct} / ${total}`)]),
    figure('Remaining epochs', total_epochs - epoch)
  )
  $('job_id').textContent = job_id
  $('network_id').textContent = network_id
}

socket.on('connect', () => {
  connection(`connected, ${socket.id}`, 'good')
  log(`connected by ${socket.io.engine.transport.name}`)
})
socket.io.engine?.on('upgrade', transport => { log(`went over to ${transport.name}`) })
socket.on('disconnect', reason => {
  connection('disconnected', 'bad')
  log(`disconnected: ${reason}`)
})
socket.on('connect_error', error => {
  connection('not connected', 'bad')
  log(`not connected: ${error.message}`)
})
socket.on('training_update', update => {
  show(update)
  log(`training_update ${JSON.stringify(update)}`)
})
$('reconnect').addEventListener('click', () => { socket.connect() })

async function ask (path, body) {
  const headers = {
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' })
  }
  const reply = await fetch(path, {
    headers,
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) })
  })
  const answer = await reply.json()
  if (!reply.ok) throw new Error(answer.message)
  return answer
}

async function listNetworks (chosen) {
  const { networks } = await ask('/api/networks')
  const options = networks.map(
    ({ network_id, name }) =>
      new window.Option(`${name} · ${network_id.slice(-6)}`, network_id, false, network_id === chosen)
  )
  $('network').replaceChildren(new window.Option('A new one', ''), ...options)
  $('name-field').hidden = $('network').value !== ''
}

async function train () {
  const name = $('name').value.trim()
  const network_id = $('network').value || (await ask('/api/networks', name === '' ? {} : { name })).network_id
  const training = Object.fromEntries(
    ['epochs', 'mini_batch_size', 'learning_rate'].map(field => [field, $(field).valueAsNumber])
  )
  await listNetworks(network_id)
  const { job_id, status } = await ask(`/api/networks/${network_id}/train`, training)
  log(`training ${job_id} is ${status}`)
}

async function attempt (work) {
  $('answer').textContent = ''
  try {
    await work()
  } catch (error) {
    $('answer').textContent = error.message
    log(error.message)
  }
}

$('network').addEventListener('change', () => { $('name-field').hidden = $('network').value !== '' })
$('train').addEventListener('submit', event => {
  event.preventDefault()
  const button = event.target.querySelector('button')
  button.disabled = true
  void attempt(train).finally(() => { button.disabled = false })
})
void attempt(() => listNetworks(''))
