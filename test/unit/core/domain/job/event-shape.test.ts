import t from 'tap'
import { events } from '../../../../../core/contract/events.ts'
import type { EventBody } from '../../../../../core/contract/events.ts'
import { isJournalEvent } from '../../../../../core/domain/job/event-shape.ts'
import { exampleOf } from '../../../../../core/domain/schema/schema-example.ts'
import { at } from '../../../../helpers/journal.ts'

/** What nothing that reads a journal takes from an event, so that any value of it is harmless. */
const unread: Partial<Record<EventBody['type'], string[]>> = {
  training_status: ['traceback'],
  trainer_ready: ['protocol', 'trainer_version', 'python_version', 'resumed_from'],
  scalars: ['epoch']
}
/** What an older version did not write. */
const newer: Partial<Record<EventBody['type'], string[]>> = { epoch_completed: ['accuracy'] }

for (const schema of events) {
  const { const: type } = schema.properties.type
  const fields = (schema.required ?? []).filter(name => name !== 'type')
  t.test(`[T83] ${type} with a damaged field, or without it, is damage`, t => {
    const body = exampleOf(schema) as EventBody // as: of the event's own schema
    const event = at(1, body.type === 'training_status' ? { ...body, status: 'error' } : body)
    t.equal(isJournalEvent(event), true, JSON.stringify(event))
    const harmless = unread[type] ?? []
    t.strictSame(fields.filter(name => isJournalEvent({ ...event, [name]: [true] })), harmless)
    t.strictSame(
      fields.filter(name => isJournalEvent({ ...event, [name]: undefined })), [...harmless, ...newer[type] ?? []]
    )
    t.end()
  })
}
