/** What a socket calls on whoever serves it. */
export interface Session {
  onText: (text: string) => void
  onBinary: () => void
  onPong: () => void
  onGone: () => void
}
