import t from 'tap'
import { serverMessages } from '../../../../../core/contract/socket.ts'
import { messageNames } from '../../../../../core/domain/stream/message-names.ts'

t.test('[W82] a reader of server-sent events knows every type of the stream', async t => {
  t.strictSame([...messageNames].sort(), serverMessages.map(({ properties }) => properties.type.const).sort())
})
