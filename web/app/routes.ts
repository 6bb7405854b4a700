import { createElement, lazy, useState } from 'react'
import type { ComponentType } from 'react'
import { Activity, ChartSpline, CircleGauge, ListOrdered } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'

export interface PageRoute {
  /** As wouter reads it; what follows the page's name is the page's own. */
  path: string
  component: ComponentType
  /** Loads what shows it. */
  load: () => Promise<unknown>
}

export interface RailEntry { path: string, label: string, icon: LucideIcon, /** Pressed after `g`. */ key: string }

/** The pages, and where they are. Each is a part of its own, which is loaded when it is opened. */
export const routes: readonly PageRoute[] = [
  page('/', async () => (await import('../pages/now/now.tsx')).Now),
  page('/jobs', async () => (await import('../pages/jobs/jobs.tsx')).Jobs),
  page('/jobs/:job/*?', async () => (await import('../pages/job/job.tsx')).Job),
  page('/compare', async () => (await import('../pages/compare/compare.tsx')).Compare),
  page('/system', async () => (await import('../pages/system/system.tsx')).System)
]

function page (path: string, read: () => Promise<ComponentType>): PageRoute {
  let part: ComponentType | undefined
  const load = async (): Promise<{ default: ComponentType }> => {
    part ??= await read()
    return { default: part }
  }
  const LoadedLater = lazy(load)
  // A lazy component suspends even where its part is there: React then hides the page for 300 ms.
  return { path, load, component: () => createElement(useState(() => part ?? LoadedLater)[0]) }
}

export const rail: readonly RailEntry[] = [
  { path: '/', label: 'Now', icon: Activity, key: 'n' },
  { path: '/jobs', label: 'Jobs', icon: ListOrdered, key: 'j' },
  { path: '/compare', label: 'Compare', icon: ChartSpline, key: 'c' },
  { path: '/system', label: 'System', icon: CircleGauge, key: 's' }
]
