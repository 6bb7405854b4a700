import t from 'tap'
import { placeOfModel } from '../../../../web/pages/job/model-places.ts'

const page = (ids: string[], next_cursor: string | null) => ({
  models: ids.map(model_id => ({ model_id })), next_cursor
})

t.test('[U75] the list of a job is loaded until it has the model that the address names, and no further', async t => {
  const first = page(['m12-90', 'm12-70'], 'next')
  const last = page(['m12-50'], null)
  t.equal(placeOfModel([first], 'm12-70'), 'loaded')
  t.equal(placeOfModel([first], 'm12-50'), 'further')
  t.equal(placeOfModel([first, last], 'm12-50'), 'loaded')
  t.equal(placeOfModel([first], 'm12-80'), 'missing', 'older ones do not have it')
  t.equal(placeOfModel([first, last], 'm12-7'), 'missing')
  t.equal(placeOfModel([first], 'm1-50'), 'missing', 'that of another job')
  t.equal(placeOfModel([first], 'newest'), 'missing')
  t.equal(placeOfModel([page([], null)], 'm12-50'), 'missing')
})
