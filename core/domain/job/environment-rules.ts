import { entriesOf } from '../setting-value.ts'
import { isOurs } from './trainer-environment.ts'
import type { EnvironmentRules } from './trainer-environment.ts'

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

/** Reads TRAINER_ENV. Each problem names the entry that is wrong, and no value. */
export function readEnvironmentRules (text: string): { rules: EnvironmentRules, problems: string[] } {
  const rules: EnvironmentRules = { pass: [], set: {} }
  const problems: string[] = []
  for (const entry of entriesOf(text)) {
    const [, name = '', value] = /^([^=]*)(?:=(.*))?$/s.exec(entry) ?? []
    if (value === undefined && /^[A-Za-z_*][A-Za-z0-9_*]*$/.test(name) && name.replaceAll('*', '') !== '') {
      rules.pass.push(new RegExp(`^${name.replaceAll('*', '\\w*')}$`))
    } else if (!NAME.test(name)) {
      problems.push(`"${name}" is neither a name, a pattern such as AWS_*, nor NAME=value`)
    } else if (isOurs(name)) problems.push(`${name} is set by this program`)
    else rules.set[name] = value ?? ''
  }
  return { rules, problems }
}
