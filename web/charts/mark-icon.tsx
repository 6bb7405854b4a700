import { ArrowDownToLine, Image, OctagonX, Pause, Pencil, Play, RotateCw, Save, TriangleAlert } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { markColours } from './marks.ts'
import type { MarkKind } from './marks.ts'

const icons: Readonly<Record<MarkKind, LucideIcon>> = {
  sample: Image, backup: ArrowDownToLine, save: Save, pause: Pause, resume: Play, restart: RotateCw, edit: Pencil,
  warning: TriangleAlert, end: OctagonX
}

/** The sign of a kind of mark; each has a shape of its own besides its colour. */
export function MarkIcon ({ kind, size = 12 }: { kind: MarkKind, size?: number }) {
  const Icon = icons[kind]
  return <Icon size={size} aria-hidden='true' style={{ color: `var(--${markColours[kind]})`, flex: 'none' }} />
}
