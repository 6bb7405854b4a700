import type { ReactNode } from 'react'
import type { UseQueryResult } from '@tanstack/react-query'
import { Button } from './button.tsx'
import { Empty } from './empty.tsx'
import { Loading } from './loading.tsx'

interface ReplyProps<T> { query: UseQueryResult<T>, what: string, children: (data: T) => ReactNode }

/** Shows the data of a reply; while there is none, that it is loading, or why it cannot be shown. */
export function Reply<T> ({ query, what, children }: ReplyProps<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.error === null) return <Loading what={what} />
  return (
    <Empty title={`${what} cannot be shown`} tone='bad'>
      <p>{query.error.message}</p>
      <Button onClick={() => { void query.refetch() }}>Try again</Button>
    </Empty>
  )
}
