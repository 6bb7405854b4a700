import { lazy } from 'react'
import type { ComponentType } from 'react'
import { Activity, ChartSpline, CircleGauge, ListOrdered } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'

export interface PageRoute {
  /** As wouter reads it; what follows the page's name is the page's own. */
  path: string
  component: ComponentType
}

export interface RailEntry { path: string, label: string, icon: LucideIcon, /** Pressed after `g`. */ key: string }

/** The pages, and where they are. Each is a part of its own, which is loaded when it is opened. */
export const routes: readonly PageRoute[] = [
  { path: '/', component: lazy(async () => ({ default: (await import('../pages/now/now.tsx')).Now })) },
  { path: '/jobs', component: lazy(async () => ({ default: (await import('../pages/jobs/jobs.tsx')).Jobs })) },
  { path: '/jobs/:job/*?', component: lazy(async () => ({ default: (await import('../pages/job/job.tsx')).Job })) },
  {
    path: '/compare',
    component: lazy(async () => ({ default: (await import('../pages/compare/compare.tsx')).Compare }))
  },
  { path: '/system', component: lazy(async () => ({ default: (await import('../pages/system/system.tsx')).System })) }
]

export const rail: readonly RailEntry[] = [
  { path: '/', label: 'Now', icon: Activity, key: 'n' },
  { path: '/jobs', label: 'Jobs', icon: ListOrdered, key: 'j' },
  { path: '/compare', label: 'Compare', icon: ChartSpline, key: 'c' },
  { path: '/system', label: 'System', icon: CircleGauge, key: 's' }
]
