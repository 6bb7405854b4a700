import { useEffect } from 'react'
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import type { components } from '../../api/schema.d.ts'
import { placeOfModel } from './model-places.ts'

type Pages = InfiniteData<components['schemas']['ModelList']>

/** Loads the list of a job's models until it has the one that the address names. Returns whether it has no such one. */
export function useLinkedModel (query: UseInfiniteQueryResult<Pages>, linked: string | null): boolean {
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = query
  const place = linked === null || data === undefined ? 'loaded' : placeOfModel(data.pages, linked)
  useEffect(() => {
    if (place === 'further' && hasNextPage && !isFetching && !isError) void fetchNextPage()
  }, [place, hasNextPage, isFetching, isError, fetchNextPage])
  return place === 'missing'
}
