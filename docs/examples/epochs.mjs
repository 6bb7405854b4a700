// Prints each finished epoch of every training, over Socket.IO: npm install socket.io-client@4
//
//     node docs/examples/epochs.mjs http://localhost:8000
//
// The client reconnects by itself and continues where it was: no epoch is missed. TOKEN is sent where it is set.
import { io } from 'socket.io-client'

const [url = 'http://localhost:8000'] = process.argv.slice(2)
const { TOKEN: token } = process.env
const socket = io(url, token === undefined ? {} : { auth: { token } })

socket.on('connect', () => { console.log('connected') })
socket.on('disconnect', reason => { console.log(`disconnected: ${reason}`) })
socket.on('connect_error', error => { console.error(error.message) })
socket.on('training_update', ({ job_id, epoch, total_epochs, progress }) => {
  console.log(`${job_id}: epoch ${epoch} of ${total_epochs}, ${progress} %`)
})
