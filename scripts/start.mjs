// `npm start`: builds what is stale, then becomes the server – one process, so signals and exit codes are the server's
// own.
import { build } from './build.mjs'

try {
  await build()
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
await import('../dist/src/server.js')
