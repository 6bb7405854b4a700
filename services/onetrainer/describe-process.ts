import { spawn } from 'node:child_process'
import type { Clock } from '../../core/domain/clock.ts'
import { createLineSplitter } from '../../core/formats/line-splitter.ts'

/** How bridge/describe is run: the checkout's Python in the checkout, with what the trainer's environment holds. */
export interface DescribeProgram { python: string, script: string, cwd: string, env: Record<string, string> }

/** A question that is being answered. */
export interface Asked {
  /** The document. Rejects with what Python said. */
  answer: Promise<unknown>
  /** Ends the process; the answer rejects. */
  cancel: () => void
}

interface Ask { question: 'schema' | 'load', stdin?: string, clock: Clock, onProgress?: (doing: string) => void }

const LIMIT_MS = 300_000
const LARGEST_BYTES = 64 * 1024 * 1024
const LINE_BYTES = 8000
const MARK = '@describe '

/** Asks an installed OneTrainer one thing, in a process of its own. */
export function askOneTrainer (
  { python, script, cwd, env }: DescribeProgram,
  { question, stdin = '', clock, onProgress = () => undefined }: Ask
): Asked {
  const child = spawn(python, ['-u', script, question], { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] })
  const pieces: Buffer[] = []
  let bytes = 0
  let lastLine = 'it printed nothing'
  let problem: string | null = null
  const end = (why: string): void => {
    problem ??= why
    child.kill('SIGKILL')
  }
  const limit = clock.after(LIMIT_MS, () => {
    end(`it did not answer within ${LIMIT_MS / 1000} s`)
  })
  child.stdout.on('data', (piece: Buffer) => {
    pieces.push(piece)
    bytes += piece.length
    if (bytes > LARGEST_BYTES) end(`it answered with more than ${LARGEST_BYTES} bytes`)
  })
  const lines = createLineSplitter({
    limit: LINE_BYTES,
    onLine (bytes) {
      const line = bytes.toString('utf8').trim()
      if (line.startsWith(MARK)) onProgress(line.slice(MARK.length))
      else if (line !== '') lastLine = line
    }
  })
  child.stderr.on('data', lines.push)
  child.stdin.on('error', (error: NodeJS.ErrnoException) => {
    // it has ended: how, says more
    if (error.code !== 'EPIPE') problem ??= `it could not be told the question: ${error.message}`
  })
  child.stdin.end(stdin)

  const answer = new Promise<unknown>((resolve, reject) => {
    child.once('error', error => {
      problem = error.message
    })
    child.once('close', (code, signal) => {
      limit.cancel()
      lines.end()
      const document = problem === null ? parse(Buffer.concat(pieces).toString('utf8')) : undefined
      if (document !== undefined && code === 0) resolve(document)
      else reject(new Error(problem ?? reasonOf(document) ?? `it ended with ${signal ?? `code ${code}`}: ${lastLine}`))
    })
  })
  return {
    answer,
    cancel: () => {
      end('it was cancelled')
    }
  }
}

function parse (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined // the exit code and stderr say more
    throw error
  }
}

const reasonOf = (document: unknown): string | null =>
  typeof document === 'object' && document !== null && 'error' in document ? String(document.error) : null
