import type { Pages } from './more.tsx'

/** Loads the next page where its end is scrolled to. What failed is asked for again by a person alone. */
export function loadMore ({ hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage }: Pages): void {
  if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage()
}
