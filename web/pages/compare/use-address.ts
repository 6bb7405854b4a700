import { useSearchParams } from 'wouter'

/** The parameters of the address, and a way to change some; null takes one away. */
export function useAddress (): [address: URLSearchParams, change: (changes: Record<string, string | null>) => void] {
  const [address, setAddress] = useSearchParams()
  return [address, changes => {
    setAddress(now => {
      const next = new URLSearchParams(now)
      for (const [name, value] of Object.entries(changes)) {
        if (value === null) next.delete(name)
        else next.set(name, value)
      }
      return next
    }, { replace: true })
  }]
}
