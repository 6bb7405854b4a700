import t from 'tap'
import { createListeners } from '../../../../core/domain/listeners.ts'

t.test('[W84] listeners that come and go while they are called disturb no other', async t => {
  const { subscribe, notify } = createListeners<number>()
  const heard: string[] = []
  const stopFirst = subscribe(news => {
    heard.push(`first ${news}`)
    stopFirst()
    subscribe(later => { heard.push(`late ${later}`) })
  })
  subscribe(news => { heard.push(`second ${news}`) })
  notify(1)
  notify(2)
  t.strictSame(heard, ['first 1', 'second 1', 'second 2', 'late 2'])
})
