import { Component } from 'react'
import type { ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { PartMissing } from './part-missing.tsx'

interface Failure { error: Error | null }

/** How browsers call a script that cannot be had. */
const missing = /dynamically imported module|importing a module script/i

/** What a page that fails shows instead: the reason, and the way on. */
// eslint-disable-next-line no-restricted-syntax -- React knows no other form of this than a class
export class PageErrors extends Component<{ children: ReactNode }, Failure> {
  override state: Failure = { error: null }

  static getDerivedStateFromError (error: Error): Failure {
    return { error }
  }

  override render (): ReactNode {
    const { error } = this.state
    if (error === null) return this.props.children
    if (missing.test(error.message)) return <PartMissing />
    return (
      <Empty title='This page failed' tone='bad'>
        <p>{error.message}</p>
        <Button onClick={() => { location.reload() }}>Load it again</Button>
      </Empty>
    )
  }
}
