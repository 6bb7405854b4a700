import t from 'tap'
import { isLoopback } from '../../../../core/domain/loopback.ts'

t.test('[A5] a loopback address is one of 127.0.0.0/8, ::1 or localhost, and nothing else', async t => {
  for (const host of ['localhost', '::1', '127.0.0.1', '127.255.255.254']) t.equal(isLoopback(host), true, host)
  const others = [
    '0.0.0.0', '::', '10.0.0.1', '127.0.0.1.example.com', 'localhost.example.com', '127.example.com', '127.1.1',
    'x127.0.0.1', '128.0.0.1', '', '::ffff:10.0.0.1', ' 127.0.0.1', '127.0.0.1\n'
  ]
  for (const host of others) t.equal(isLoopback(host), false, JSON.stringify(host))
})
