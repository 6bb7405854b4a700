import { useEffect, useRef, useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import type { Finding } from '../../core/contract/errors.ts'
import { useApi } from '../api/use-api.ts'
import { Dot } from '../ui/dot.tsx'
import { formatConfig, lineOfPointer, readConfigText } from './config-text.ts'
import { findingsQuery } from './queries.ts'
import styles from './start.module.css'

const PAUSE_MS = 500

/** A config as text, and what the server finds in it. A finding leads to its line. */
export function ConfigEditor ({ text, onChange }: { text: string, onChange: (text: string) => void }) {
  const area = useRef<HTMLTextAreaElement>(null)
  const typed = readConfigText(text)
  const steady = useAfterPause(text)
  const checked = readConfigText(steady)
  const reply = useQuery(findingsQuery(useApi(), 'config' in checked ? checked.config : null))

  function goTo (line: number, shown = text): void {
    const { current: element } = area
    if (element === null) return
    const from = shown.split('\n').slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0)
    element.focus()
    element.setSelectionRange(from, from + (shown.split('\n')[line - 1]?.length ?? 0))
    element.scrollTop = Math.max(0, (line - 5) * 20)
  }
  function goToFinding ({ pointer }: Finding): void {
    if (!('config' in typed)) return
    const formatted = formatConfig(typed.config)
    if (formatted !== text) onChange(formatted)
    requestAnimationFrame(() => { goTo(lineOfPointer(typed.config, pointer), formatted) })
  }
  return (
    <div className={styles.editor}>
      <label className={styles.text}>
        <span>Config</span>
        <textarea
          ref={area} value={text} rows={16} spellCheck={false} autoCapitalize='off' wrap='off'
          onChange={event => { onChange(event.target.value) }}
        />
      </label>
      <div className={styles.findings} aria-live='polite'>
        <h3>What the server finds</h3>
        {'problem' in typed
          ? (
            <button type='button' className={styles.finding} onClick={() => { goTo(typed.line) }}>
              <Dot tone='bad' /><span><b>line {typed.line}</b> {typed.problem}</span>
            </button>
            )
          : <Findings findings={reply.data} problem={reply.error?.message ?? null} onChoose={goToFinding} />}
      </div>
    </div>
  )
}

interface FindingsProps {
  findings: { errors: Finding[], warnings: Finding[] } | undefined
  problem: string | null
  onChoose: (finding: Finding) => void
}

function Findings ({ findings, problem, onChoose }: FindingsProps) {
  if (problem !== null) return <p className='sub'>{problem}</p>
  if (findings === undefined) return <p className='sub'>Being checked …</p>
  const all = [
    ...findings.errors.map(finding => ({ finding, tone: 'bad' as const })),
    ...findings.warnings.map(finding => ({ finding, tone: 'warn' as const }))
  ]
  if (all.length === 0) return <p className='sub'><Dot tone='ok' /> Nothing wrong.</p>
  return all.map(({ finding, tone }) => (
    <button
      key={finding.pointer + finding.message} type='button' className={styles.finding}
      onClick={() => { onChoose(finding) }}
    >
      <Dot tone={tone} />
      <span><b className='mono'>{finding.pointer}</b> {finding.message} {finding.hint ?? ''}</span>
    </button>
  ))
}

/** A text once it has not changed for a while. */
function useAfterPause (text: string): string {
  const [steady, setSteady] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => { setSteady(text) }, PAUSE_MS)
    return () => { clearTimeout(timer) }
  }, [text])
  return steady
}
