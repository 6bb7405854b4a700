import t from 'tap'
import { groupTags, tagLabel } from '../../../../web/charts/tag-groups.ts'

t.test('[U71] GPU memory of steps is a chart of its own, and its lines name the unit', async t => {
  const groups = groupTags(['memory/gpu_reserved', 'loss/train_step', 'memory/gpu_allocated'])
  t.match(groups, [{ title: 'Loss' }, { title: 'GPU memory', tags: ['memory/gpu_allocated', 'memory/gpu_reserved'] }])
  t.strictSame(groups[1]?.tags.map(tagLabel), ['In use by PyTorch, GB', 'Held by PyTorch, GB'])
})
