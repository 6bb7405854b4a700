import { Badge } from '../ui/badge.tsx'
import type { Standing } from './status.ts'

/** A status in a word and a shape. */
export const StatusBadge = ({ standing: { tone, words } }: { standing: Standing }) => <Badge tone={tone}>{words}</Badge>
