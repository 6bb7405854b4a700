import { createContext, useContext } from 'react'
import type { Api } from './client.ts'

export const ApiContext = createContext<Api | null>(null)

/** The client of the page. */
export function useApi (): Api {
  const api = useContext(ApiContext)
  if (api === null) throw new Error('no ApiContext around this component')
  return api
}
