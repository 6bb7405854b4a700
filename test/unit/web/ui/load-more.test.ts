import t from 'tap'
import { loadMore } from '../../../../web/ui/load-more.ts'

t.test('[U60] a page that failed is not asked for again by scrolling, nor one that is under way', async t => {
  let asked = 0
  const query = {
    hasNextPage: true, isFetchingNextPage: false, isFetchNextPageError: false, fetchNextPage: async () => { asked += 1 }
  }
  loadMore(query)
  t.equal(asked, 1)
  for (const state of [{ hasNextPage: false }, { isFetchingNextPage: true }, { isFetchNextPageError: true }]) {
    loadMore({ ...query, ...state })
  }
  t.equal(asked, 1)
})
