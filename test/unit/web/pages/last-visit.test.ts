import t from 'tap'
import { keepVisit, lastVisit } from '../../../../web/pages/now/last-visit.ts'
import type { Shelf } from '../../../../web/pages/now/last-visit.ts'

function storage (): Shelf {
  const kept = new Map<string, string>()
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => { kept.set(key, value) }
  }
}

t.test('[U20] a visit goes on when its window is loaded again, and the next one begins where it ended', async t => {
  const kept = storage()
  const first = storage()
  t.equal(lastVisit(kept, first), null)
  keepVisit(kept, { end_order: 4, at: '2026-01-01T00:00:00.000Z' })
  t.equal(lastVisit(kept, first), null, 'loaded again')
  const second = storage()
  t.match(lastVisit(kept, second), { end_order: 4 })
  keepVisit(kept, { end_order: 9, at: '2026-01-02T00:00:00.000Z' })
  t.match(lastVisit(kept, second), { end_order: 4 })
})

t.test('[U20] what somebody else wrote there is no visit', async t => {
  for (const text of ['', '{', '3', '{"end_order":"4","at":"x"}', '{"end_order":4}']) {
    const kept = storage()
    kept.setItem('last-visit', text)
    t.equal(lastVisit(kept, storage()), null, text)
  }
})
