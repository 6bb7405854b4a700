import t from 'tap'
import { bytes, duration, percent, significant, speed } from '../../../../web/ui/format.ts'

t.test('[U22] a percentage is never 100 before the end, nor 0 after the first step', async t => {
  t.strictSame([0, 0.0004, 0.019, 0.999, 1].map(percent), ['0 %', '<1 %', '1 %', '99 %', '100 %'])
})

t.test('[U22] durations, sizes and speeds have the unit that fits', async t => {
  t.strictSame([0, 59.4, 60, 61, 599, 3599, 11_520, 18_000, 200_000].map(duration), [
    '0 s', '59 s', '1 min', '1 min 1 s', '9 min 59 s', '59 min', '3 h 12 min', '5 h', '2 d 7 h'
  ])
  t.strictSame([0, 999, 1500, 1_900_000_000, 22e9].map(bytes), ['0 B', '999 B', '1.5 KB', '1.9 GB', '22 GB'])
  t.strictSame([null, 5.514, 0.25].map(speed), ['–', '5.51 it/s', '4.00 s/it'])
})

t.test('[U22] numbers show the digits that count', async t => {
  t.strictSame([null, undefined, 0.0847123, 0.00002512, 12.5, 0].map(value => significant(value)), [
    '–', '–', '0.08471', '2.51e-5', '12.50', '0.000'
  ])
})
