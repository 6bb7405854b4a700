import type { ChartBuckets } from '../../charts/bucket-store.ts'
import { lineStyle } from '../../charts/line-style.ts'
import type { DrawnSeries } from '../../charts/series-lines.ts'
import { groupTags, isValidation, tagLabel } from '../../charts/tag-groups.ts'
import type { TagGroup } from '../../charts/tag-groups.ts'

export interface DrawnGroup extends TagGroup { drawn: readonly DrawnSeries[] }

/** The groups of what came, each with its series as they are drawn. */
export function drawnGroups (data: ChartBuckets): DrawnGroup[] {
  const byTag = new Map(data.series.map(series => [series.tag, series]))
  return groupTags([...byTag.keys()]).map(group => ({
    ...group,
    drawn: group.tags.flatMap((tag, place) => {
      const series = byTag.get(tag)
      const points = isValidation(tag)
      const isSmoothed = group.key === 'loss' && !points && !tag.startsWith('smooth')
      return series === undefined ? [] : [{ series, label: tagLabel(tag), style: lineStyle(place), isSmoothed, points }]
    })
  }))
}
