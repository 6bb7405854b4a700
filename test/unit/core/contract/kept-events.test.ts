import t from 'tap'
import { keptTypes } from '../../../../core/contract/history.ts'
import { serverMessages, topics } from '../../../../core/contract/socket.ts'

const messages: string[] = serverMessages.map(({ properties }) => properties.type.const)

t.test('[G62] every kept event is a topic and a message of the stream', async t => {
  const missing = keptTypes.flatMap(type => [
    ...(topics.some(topic => topic === type) ? [] : [`add ${type} to topics in core/contract/socket.ts`]),
    ...(messages.includes(type) ? [] : [`add ${type} to serverMessages in core/contract/socket.ts`])
  ])
  t.strictSame(missing, [])
})
