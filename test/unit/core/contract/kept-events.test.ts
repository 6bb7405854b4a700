import { readFileSync } from 'node:fs'
import t from 'tap'
import { keptTypes } from '../../../../core/contract/history.ts'
import { serverMessages, topics } from '../../../../core/contract/socket.ts'
import { root } from '../../../helpers/tree.ts'

const messages: string[] = serverMessages.map(({ properties }) => properties.type.const)
const page = readFileSync(root + 'web/watch.js', 'utf8')

t.test('[G62] every kept event is a topic and a message of the stream, and the page decides what it shows', async t => {
  const missing = keptTypes.flatMap(type => [
    ...(topics.some(topic => topic === type) ? [] : [`add ${type} to topics in core/contract/socket.ts`]),
    ...(messages.includes(type) ? [] : [`add ${type} to serverMessages in core/contract/socket.ts`]),
    ...(page.includes(`case '${type}':`) ? [] : [`add case '${type}' to accept() in web/watch.js`])
  ])
  t.strictSame(missing, [])
})
