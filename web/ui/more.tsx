import { Button } from './button.tsx'
import styles from './more.module.css'

/** A list that is loaded page by page. */
export interface Pages {
  hasNextPage: boolean
  isFetchingNextPage: boolean
  isFetchNextPageError: boolean
  fetchNextPage: () => Promise<unknown>
}

/** Loads the next page of a list; nothing at its end. */
export const More = ({ query, children }: { query: Pages, children: string }) => query.hasNextPage && (
  <p className={styles.more}>
    <Button busy={query.isFetchingNextPage} onClick={() => { void query.fetchNextPage() }}>{children}</Button>
  </p>
)
