import { spawn } from 'node:child_process'
import type { FileHandle } from 'node:fs/promises'
import type { Clock } from '../../core/domain/clock.ts'
import { errorCode } from '../../core/domain/file-error.ts'
import type { MediaKind } from '../../core/domain/media-kind.ts'

/** A still of a video as JPEG, or why there is none. */
export type Poster = { image: Buffer, problem?: never } | { image?: never, problem: string }

export type MakePoster = (file: FileHandle, kind: MediaKind) => Promise<Poster>

interface PosterDeps {
  clock: Clock
  /** Longest side in pixels. */
  side: number
  /** Program to run; found on PATH. */
  program?: string
}

const LIMIT_MS = 20_000
const MOST_BYTES = 4 * 1024 * 1024
const MOST_WORDS = 300
/** The demuxer of a kind: ffmpeg must not guess, for a playlist could name other files. */
const demuxers: Record<string, string> = {
  'video/mp4': 'mov', 'video/quicktime': 'mov', 'video/webm': 'matroska', 'video/ogg': 'ogg'
}

/** Makes the first frame of a video with ffmpeg, where it is installed. No shell is involved, and no other file. */
export function createMakePoster ({ clock, side, program = 'ffmpeg' }: PosterDeps): MakePoster {
  return async (file, { content_type }) => await new Promise(resolve => {
    const scale = `scale=w=${side}:h=${side}:force_original_aspect_ratio=decrease:force_divisible_by=2`
    const child = spawn(program, [
      '-nostdin', '-hide_banner', '-loglevel', 'error', '-threads', '1', '-protocol_whitelist', 'file',
      '-f', demuxers[content_type] ?? 'mov', '-i', 'file:/dev/fd/3',
      '-map', '0:v:0', '-frames:v', '1', '-vf', scale, '-c:v', 'mjpeg', '-f', 'image2pipe', 'pipe:1'
    ], { stdio: ['ignore', 'pipe', 'pipe', file.fd] })
    const image: Buffer[] = []
    let [bytes, words, ended] = [0, '', '']
    const end = (why: string): void => { ended = why; child.kill('SIGKILL') }
    const limit = clock.after(LIMIT_MS, () => { end(`${program} took more than ${LIMIT_MS / 1000} s`) })
    child.stdout?.on('data', (piece: Buffer) => {
      bytes += piece.length
      if (bytes > MOST_BYTES) end(`${program} made more than ${MOST_BYTES} bytes`)
      else image.push(piece)
    })
    child.stderr?.on('data', (piece: Buffer) => { words = (words + piece.toString()).slice(0, MOST_WORDS) })
    child.once('error', error => {
      const isMissing = errorCode(error) === 'ENOENT'
      ended = isMissing ? `${program} is not installed` : `${program} cannot be run: ${error.message}`
    })
    child.once('close', (code, signal) => {
      limit.cancel()
      if (ended === '' && code === 0 && bytes > 0) resolve({ image: Buffer.concat(image) })
      else resolve({ problem: ended || `${program} ended with ${signal ?? code}: ${oneLine(words)}` })
    })
  })
}

const oneLine = (text: string): string => text.trim().replace(/\s+/g, ' ')
