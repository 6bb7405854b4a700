import t from 'tap'
import type { Queue, WaitingJob } from '../../../../core/contract/queue.ts'
import { hasMore, inOrder, lastPlace, loadedOf, moveOf } from '../../../../web/pages/jobs/queue-order.ts'

const page = (ids: string, next_cursor: string | null): Queue => ({
  held: false, devices: [], total_waiting: 9, next_cursor,
  waiting: [...ids].map(job_id => ({ job_id }) as WaitingJob) // as: nothing else of it is read
})
const words = (waiting: Queue['waiting']): string => waiting.map(({ job_id }) => job_id).join(' ')

t.test('[U45] a job is moved over the pages that are loaded, and each page keeps its size', async t => {
  const pages = [page('abc', 'x'), page('de', null)]
  const move = moveOf(pages, 'd', 0)!
  t.strictSame([words(move.order), move.at, move.before], ['d a b c e', 0, 'a'])
  t.strictSame(inOrder(pages, move.order).map(({ waiting }) => words(waiting)), ['d a b', 'c e'])
  t.match(moveOf(pages, 'a', 99), { at: 4, before: null }, 'last of all')
  t.equal(moveOf(pages, 'e', 5), null)
})

t.test('[U45] no job is moved behind the last one that is loaded while more wait', async t => {
  const pages = [page('abc', 'x')]
  t.strictSame([hasMore(pages), lastPlace(pages), words(loadedOf(pages))], [true, 2, 'a b c'])
  t.match(moveOf(pages, 'a', 9), { at: 1, before: 'c' }, 'as far as it is known what comes after')
  t.equal(moveOf(pages, 'b', 2), null)
  t.equal(moveOf(pages, 'c', 3), null, 'the last loaded one stays')
  t.match(moveOf(pages, 'c', 0), { at: 0, before: 'a' })
})
