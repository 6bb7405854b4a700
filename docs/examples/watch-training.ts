// Watches the training that is running, for any program with a WebSocket; use-training.ts and training.ts show it in
// React and in Angular.

/** What a page usually shows. The server sends more: openapi/openapi.json, TrainingState. */
export interface Training {
  job_id: string | null
  job_name: string | null
  status: string
  message: string
  progress: { epoch: number, epoch_step: number, global_step: number }
  max_epoch: number
  max_step: number
  loss: number | null
}

/** The messages of `/ws` that it reads; openapi/asyncapi.json has the others. */
type Message = { type: 'connected', state: Training } | { type: 'training_state' } & Training | { type: 'pong' }

const RETRY_MS = 1000

/**
 * Calls `onChange` with each new state, and with null while the server cannot be reached: nobody knows then what is
 * so. `url` is the server's, such as http://localhost:8000. Returns a function that ends it.
 */
export function watchTraining (url: string, onChange: (training: Training | null) => void, token?: string): () => void {
  let socket: WebSocket
  let retry: ReturnType<typeof setTimeout>

  function onMessage (message: Message): void {
    if (message.type === 'connected') onChange(message.state)
    else if (message.type === 'training_state') onChange(message)
  }

  function open (): void {
    // A browser cannot send headers with a WebSocket; as a subprotocol the token is in no log.
    socket = new WebSocket(`${url.replace(/^http/, 'ws')}/ws`, token === undefined ? [] : ['Bearer', token])
    socket.onmessage = ({ data }) => { onMessage(JSON.parse(String(data)) as Message) }
    socket.onclose = socket.onerror = () => {
      release()
      onChange(null)
      retry = setTimeout(open, RETRY_MS)
    }
  }

  /** Whichever of the two comes first, nothing follows it. */
  function release (): void {
    socket.onclose = socket.onerror = socket.onmessage = null
    socket.close()
  }

  open()
  return () => {
    clearTimeout(retry)
    release()
  }
}
