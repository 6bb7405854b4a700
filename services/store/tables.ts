import { sql } from 'kysely'
import type { Kysely } from 'kysely'

/**
 * The rows of the store. Everything but `meta` and `replies` can be rebuilt from the folders of the jobs.
 */
export interface Tables {
  meta: { key: string, value: string }
  jobs: {
    job_number: number
    job_id: string
    job_slug: string
    job_name: string
    trainer: string
    created_at: string
    status: string
    last_seq: number
    state: string
    config: string
  }
  /** `first_step` is the first step it trained; null until it has. */
  attempts: {
    job_number: number
    attempt: number
    first_seq: number
    first_step: number | null
    segment: number
    offset: number
    ended: number
  }
  events: { id: number, job_number: number, seq: number, type: string, line: string }
  metrics: {
    job_number: number
    tag: string
    step: number
    seq: number
    value: number | null
    non_finite: string | null
  }
  /**
   * What a run of 64 steps of one attempt holds of a tag: its sum and extremes, and when it began and ended. Times are
   * milliseconds since 1970, those that elapsed since the attempt began.
   */
  rollups: {
    job_number: number
    tag: string
    attempt: number
    bucket: number
    count: number
    sum: number
    /** How many metrics `sum` has: fewer than `count` where an older server wrote. */
    summed: number
    min: number
    min_step: number
    min_at: number
    max: number
    max_step: number
    max_at: number
    first_step: number
    first_at: number
    first_elapsed_ms: number
    last_step: number
    last_at: number
    last_elapsed_ms: number
  }
  commands: {
    command_id: string
    job_number: number
    command: string
    args: string
    status: string
    message: string
    file: string | null
    created_at: string
    ended_at: string | null
  }
  /** Replies to requests with an Idempotency-Key; `body` is JSON text, empty where there was none. */
  replies: { key: string, request_sha256: string, status: number, body: string }
}

export const SCHEMA_VERSION = '2'

/** Creates the table with the schema version. */
export async function createMeta ({ schema }: Kysely<Tables>): Promise<void> {
  await schema
    .createTable('meta')
    .ifNotExists()
    .addColumn('key', 'text', column => column.primaryKey())
    .addColumn('value', 'text', column => column.notNull())
    .execute()
}

/** Creates what is missing. Running it again changes nothing. */
export async function createTables (db: Kysely<Tables>): Promise<void> {
  await createJobTables(db)
  await createEventTable(db)
  await createMetricTables(db)
  await createCommandTable(db)
  await createReplyTable(db)
}

async function createJobTables ({ schema }: Kysely<Tables>): Promise<void> {
  await schema
    .createTable('jobs')
    .ifNotExists()
    .addColumn('job_number', 'integer', column => column.primaryKey())
    .addColumn('job_id', 'text', column => column.notNull().unique())
    .addColumn('job_slug', 'text', column => column.notNull().unique())
    .addColumn('job_name', 'text', column => column.notNull())
    .addColumn('trainer', 'text', column => column.notNull())
    .addColumn('created_at', 'text', column => column.notNull())
    .addColumn('status', 'text', column => column.notNull())
    .addColumn('last_seq', 'integer', column => column.notNull())
    .addColumn('state', 'text', column => column.notNull())
    .addColumn('config', 'text', column => column.notNull())
    .execute()
  await schema
    .createTable('attempts')
    .ifNotExists()
    .addColumn('job_number', 'integer', column => column.notNull().references('jobs.job_number'))
    .addColumn('attempt', 'integer', column => column.notNull())
    .addColumn('first_seq', 'integer', column => column.notNull())
    .addColumn('first_step', 'integer')
    .addColumn('segment', 'integer', column => column.notNull())
    .addColumn('offset', 'integer', column => column.notNull())
    .addColumn('ended', 'integer', column => column.notNull())
    .addPrimaryKeyConstraint('attempts_key', ['job_number', 'attempt'])
    .execute()
}

async function createEventTable (db: Kysely<Tables>): Promise<void> {
  const { schema } = db
  await schema
    .createTable('events')
    .ifNotExists()
    .addColumn('id', 'integer', column => column.primaryKey())
    .addColumn('job_number', 'integer', column => column.notNull())
    .addColumn('seq', 'integer', column => column.notNull())
    .addColumn('type', 'text', column => column.notNull())
    .addColumn('line', 'text', column => column.notNull())
    .execute()
  await schema.createIndex('events_of_job').ifNotExists().unique().on('events').columns(['job_number', 'seq']).execute()
  await sql`CREATE INDEX IF NOT EXISTS events_by_type ON events (type, id) WHERE type <> 'log'`.execute(db)
  await sql`
    CREATE INDEX IF NOT EXISTS events_of_job_by_type
    ON events (job_number, type, seq) WHERE type <> 'log'`.execute(db)
  await sql`
    CREATE INDEX IF NOT EXISTS samples_by_time
    ON events (json_extract(line, '$.timestamp'), job_number, seq) WHERE type = 'sample_generated'`.execute(db)
}

async function createCommandTable ({ schema }: Kysely<Tables>): Promise<void> {
  await schema
    .createTable('commands')
    .ifNotExists()
    .addColumn('command_id', 'text', column => column.primaryKey())
    .addColumn('job_number', 'integer', column => column.notNull())
    .addColumn('command', 'text', column => column.notNull())
    .addColumn('args', 'text', column => column.notNull())
    .addColumn('status', 'text', column => column.notNull())
    .addColumn('message', 'text', column => column.notNull())
    .addColumn('file', 'text')
    .addColumn('created_at', 'text', column => column.notNull())
    .addColumn('ended_at', 'text')
    .execute()
}

async function createReplyTable ({ schema }: Kysely<Tables>): Promise<void> {
  await schema
    .createTable('replies')
    .ifNotExists()
    .addColumn('key', 'text', column => column.primaryKey())
    .addColumn('request_sha256', 'text', column => column.notNull())
    .addColumn('status', 'integer', column => column.notNull())
    .addColumn('body', 'text', column => column.notNull())
    .execute()
}

async function createMetricTables (db: Kysely<Tables>): Promise<void> {
  await sql`
    CREATE TABLE IF NOT EXISTS metrics (
      job_number INTEGER NOT NULL, tag TEXT NOT NULL, step INTEGER NOT NULL, seq INTEGER NOT NULL,
      value REAL, non_finite TEXT,
      PRIMARY KEY (job_number, tag, step, seq)
    ) WITHOUT ROWID`.execute(db)
  await sql`
    CREATE INDEX IF NOT EXISTS metrics_non_finite
    ON metrics (job_number, tag, step) WHERE non_finite IS NOT NULL`.execute(db)
  await sql`
    CREATE TABLE IF NOT EXISTS rollups (
      job_number INTEGER NOT NULL, tag TEXT NOT NULL, attempt INTEGER NOT NULL, bucket INTEGER NOT NULL,
      count INTEGER NOT NULL,
      min REAL NOT NULL, min_step INTEGER NOT NULL, min_at INTEGER NOT NULL,
      max REAL NOT NULL, max_step INTEGER NOT NULL, max_at INTEGER NOT NULL,
      first_step INTEGER NOT NULL, first_at INTEGER NOT NULL,
      last_step INTEGER NOT NULL, last_at INTEGER NOT NULL,
      PRIMARY KEY (job_number, tag, attempt, bucket)
    ) WITHOUT ROWID`.execute(db)
}
