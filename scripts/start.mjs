// `npm start`: builds what is stale, then becomes the server – one process, so signals and exit codes are the server's
// own.
import { build } from './build.mjs'

const EVERY_MS = 5000

/** Says on stderr that the compiler runs, and for how long already. */
function showProgress ({ isFirst }) {
  const begun = performance.now()
  const seconds = () => Math.round((performance.now() - begun) / 1000)
  const why = isFirst ? 'the first start; this takes about half a minute' : 'the sources have changed'
  process.stderr.write(`Building onetrainer-web-ui (${why}) …\n`)
  const timer = setInterval(() => { process.stderr.write(`  still building, ${seconds()} s\n`) }, EVERY_MS)
  return () => {
    clearInterval(timer)
    process.stderr.write(`  built in ${seconds()} s\n`)
  }
}

try {
  await build({ onCompile: showProgress })
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
await import('../dist/src/server.js')
