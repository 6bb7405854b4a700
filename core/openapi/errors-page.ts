import { errorTable } from '../contract/errors.ts'

/** All error codes with their status and message, in Markdown. */
export function errorsPage (): string {
  const rows = Object.entries(errorTable).map(
    ([code, { statusCode, message }]) =>
      `| \`${code}\` | ${statusCode} | ${message.replace(/[|<>]/g, found => `\\${found}`)} |`
  )
  return [
    '# Errors', '',
    'Every error, over HTTP and over sockets, has one shape: `statusCode`, `code`, `error`, `message`, ' +
    '`request_id`, and `details` where several things are wrong.',
    'This page is made from `core/contract/errors.ts` by `npm run contract`.',
    '',
    '| Code | Status | Message |',
    '|---|---|---|',
    ...rows,
    ''
  ].join('\n')
}
