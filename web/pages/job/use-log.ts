import { useCallback, useEffect, useRef, useState } from 'react'
import type { LogLine, LogList } from '../../../core/contract/history.ts'
import type { ServerMessage } from '../../../core/contract/socket.ts'
import { lineOfWarning } from '../../../core/domain/job/line-of-warning.ts'
import { read } from '../../api/client.ts'
import { useApi } from '../../api/use-api.ts'
import { useLiveClient } from '../../live/use-live.ts'
import { isWanted, windowOf, withHeard, withNewer, withOlder } from './log-window.ts'
import { holds } from './log-places.ts'
import type { AskedPage, Level, LogWindow } from './log-window.ts'

const PAGE = 1000
const GATHER_MS = 100
/** Lines shown before the one that a link names. */
const BEFORE_LINKED = 30

export interface LogFilter { search: string, level: Level | '' }

/** The log of a job: a piece of it, more of it on demand, and its newest lines as they come. */
export function useLog (job_id: string, { search, level }: LogFilter, linked: number | null) {
  const api = useApi()
  const live = useLiveClient()
  const [window, setWindow] = useState<LogWindow | null>(null)
  const [error, setError] = useState<string | null>(null)
  const [from, setFrom] = useState(linked)
  const [round, setRound] = useState(0)
  const kept = useRef({ heard: 0, busy: false, round: 0 })

  const ask = useCallback(async (asked: AskedPage) => {
    const filter = { warnings: true, ...(search === '' ? {} : { search }), ...(level === '' ? {} : { level }) }
    const query = { limit: PAGE, ...asked, ...filter }
    return await read(api.GET('/api/v1/training-jobs/{job}/logs', { params: { path: { job: job_id }, query } }))
  }, [api, job_id, search, level])

  useEffect(() => {
    let gone = false
    kept.current = { ...kept.current, busy: true, heard: 0, round: kept.current.round + 1 }
    setWindow(null)
    setError(null)
    const load = async (): Promise<void> => {
      try {
        const shown = (from === null ? null : await firstAt(ask, from)) ?? await ask({})
        if (gone) return
        setWindow(withNewer(windowOf({ ...shown, logs: [] }), shown, kept.current.heard))
      } catch (failure) {
        if (!gone) setError(failure instanceof Error ? failure.message : String(failure))
      } finally {
        if (!gone) kept.current.busy = false
      }
    }
    void load()
    return () => { gone = true }
  }, [ask, from, round])

  useEffect(() => {
    let gathered: LogLine[] = []
    let timer: ReturnType<typeof setTimeout> | undefined
    const flush = (): void => {
      timer = undefined
      const lines = gathered
      gathered = []
      setWindow(known => known?.since_seq === null ? withHeard(known, lines) : known)
    }
    const end = live.onMessage(message => {
      if (message.type === 'gap' && 'resync' in message && message.resync === true) setRound(before => before + 1)
      const line = lineOf(message, job_id)
      if (line === null) return
      kept.current.heard = Math.max(kept.current.heard, line.seq)
      if (!isWanted(line, level, search)) return
      gathered.push(line)
      timer ??= setTimeout(flush, GATHER_MS)
    })
    return () => {
      end()
      clearTimeout(timer)
    }
  }, [live, job_id, search, level])

  /** Loads one page; one at a time, so that pages stay in order. */
  const more = useCallback(async (asked: AskedPage) => {
    if (kept.current.busy) return
    const { round: begun } = kept.current
    kept.current.busy = true
    try {
      const page = await ask(asked)
      if (kept.current.round !== begun) return
      setWindow(known => known === null
        ? null
        : asked.before_seq !== undefined ? withOlder(known, page) : withNewer(known, page, kept.current.heard))
      setError(null)
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : String(failure))
    } finally {
      if (kept.current.round === begun) kept.current.busy = false
    }
  }, [ask])

  const toNewest = useCallback(() => {
    setFrom(null)
    setRound(before => before + 1)
  }, [])
  /** Loads the log from a line on, unless that is loaded. */
  const toLine = useCallback((seq: number) => {
    if (window !== null && holds(window, seq)) return
    setFrom(seq)
    if (window !== null) setRound(before => before + 1) // otherwise it is loading
  }, [window])
  return { window, error, more, toNewest, toLine, reload: () => { setRound(before => before + 1) } }
}

function lineOf (message: ServerMessage, job_id: string): LogLine | null {
  if (message.type !== 'log' && message.type !== 'warning') return null
  if (message.job_id !== job_id) return null
  return message.type === 'log' ? message : lineOfWarning(message)
}

/** The page of a linked line; null where no line from there on matches. */
async function firstAt (ask: (asked: AskedPage) => Promise<LogList>, seq: number): Promise<LogList | null> {
  const page = await ask({ since_seq: Math.max(0, seq - BEFORE_LINKED) })
  const [first] = page.logs
  // Lines before it are older ones to ask for.
  return first === undefined ? null : { ...page, next_before_seq: first.seq }
}
