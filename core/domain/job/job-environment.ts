import { pointTo } from '../schema/json-pointer.ts'
import { isOurs, isSecret } from './trainer-environment.ts'

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/

// These decide which program runs, so only who starts the server may set them.
const reserved =
  /^(PATH|HOME|USER|LOGNAME|LD_\w+|DYLD_\w+|PYTHONPATH|PYTHONHOME|PYTHONSTARTUP|PYTHONINSPECT|BASH_ENV|ENV|IFS)$/

/** What is wrong with the environment of a job: its JSON pointers, problems and cures. Values are never quoted. */
export function checkJobEnvironment (
  environment: Record<string, string>
): Array<{ pointer: string, message: string, hint: string }> {
  return Object.entries(environment).flatMap(([name, value]) => {
    const found = problemOf(name, value)
    return found === null ? [] : [{ pointer: pointTo('/environment', name), ...found }]
  })
}

function problemOf (name: string, value: string): { message: string, hint: string } | null {
  if (!VARIABLE.test(name)) {
    return { message: 'is not the name of a variable', hint: 'use letters, digits and _, not a digit first' }
  }
  if (isOurs(name)) return { message: `${name} is set by this program`, hint: 'leave it out' }
  if (name === 'CUDA_VISIBLE_DEVICES') {
    return { message: 'the device of a job decides which GPUs it sees', hint: 'set device instead' }
  }
  if (reserved.test(name)) {
    return {
      message: `${name} cannot be set for one job`,
      hint: 'set it in TRAINER_ENV, or in the environment of the server'
    }
  }
  if (isSecret(name, value)) {
    return {
      message: `${name} holds a secret, and the environment of a job is stored and shown`,
      hint: 'send a Hugging Face token with PUT /api/config/secrets; set others in the environment of the server'
    }
  }
  return value.includes('\0') ? { message: 'must not contain a NUL character', hint: 'remove it' } : null
}
