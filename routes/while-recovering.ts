/** What a request gets before the server has recovered: a refusal, nothing but a wait, or its answer as ever. */
export function whileRecovering (path: string, is_upgrade: boolean): 'refuse' | 'wait' | 'answer' {
  if (is_upgrade || /^\/api\/events\/?$/.test(path)) return 'wait' // an EventSource that is refused never comes back
  return path.startsWith('/api/') ? 'refuse' : 'answer'
}
