import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApp } from '../src/app.ts'
import { readSettings } from '../src/settings.ts'

/** The OpenAPI document of the production app, over an empty state folder that is gone afterwards. */
export async function openapi (): Promise<object> {
  const STATE_DIR = mkdtempSync(join(tmpdir(), 'openapi-'))
  try {
    const { app } = await buildApp({
      settings: readSettings({ STATE_DIR, RUNTIME_DIR: STATE_DIR, LOG_LEVEL: 'silent' }),
      environment: {}
    })
    await app.ready()
    const document = app.swagger()
    await app.close()
    return document
  } finally {
    rmSync(STATE_DIR, { recursive: true, force: true })
  }
}
