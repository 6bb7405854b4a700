import type { Bench } from '../benches.ts'
import { measureFirstLoad } from './first-load.ts'
import { idlePage } from './idle-page.ts'
import { liveMemory } from './live-memory.ts'
import { longLog, longMatrix } from './long-lists.ts'
import { manyJobs } from './many-jobs.ts'
import { overlay } from './overlay.ts'
import { throttled } from './throttled.ts'

const steps = 1_000_000

/** What is measured of the pages, in a browser, in the order in which they run. */
export const webBenches: readonly Bench[] = [
  { name: 'first-load', what: 'The files that a browser loads before it shows the first page.', run: measureFirstLoad },
  {
    name: 'throttled-phone',
    what:
      'A phone of 390 × 844 with 1.6 Mbit/s, 150 ms of latency and a processor slowed down four times opens the ' +
      'first page, with nothing in its cache, until the step of the running job is on the screen. The floor opens ' +
      '/healthz of the same server the same way.',
    run: throttled
  },
  {
    name: 'idle-page',
    what: 'Pages are open, nobody touches them, and nothing trains. The server sends its heartbeat.',
    run: idlePage
  },
  {
    name: 'overlay',
    what:
      'The curves of 30 runs on one chart, from the moment the answer with their buckets is there until the chart is ' +
      'on the screen; then the frames while a pointer moves over it, and while parts of it are drawn out. The floor ' +
      'is the same page of 30 runs without a step: an empty chart of the same size.',
    run: place => overlay(place, steps)
  },
  {
    name: 'long-samples',
    what:
      'The matrix of a job with 10,000 samples, all of which were scrolled to, each a picture of its own. The floor ' +
      'is a matrix of 50 rows.',
    run: longMatrix
  },
  {
    name: 'long-log',
    what:
      'The log of a million lines, after some 100,000 of them were scrolled past from the newest on. The floor is a ' +
      'log of 50 lines.',
    run: longLog
  },
  {
    name: 'many-jobs',
    what: 'The page of a thousand jobs. The floor is the same page with a filter that leaves 50 of them.',
    run: manyJobs
  },
  {
    name: 'live-memory',
    what:
      'Pages stay open while a trainer writes validations, 1,000 a second, each of which comes through the socket. ' +
      'The floor is the same page after the first 10,000.',
    run: liveMemory
  }
]
