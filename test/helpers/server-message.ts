import { TypeCompiler } from '@sinclair/typebox/compiler'
import { ServerMessage } from '../../core/contract/socket.ts'

const check = TypeCompiler.Compile(ServerMessage)

/** Messages that are not as the contract declares them; empty is what a test wants. */
export const undeclared = (messages: unknown[]): unknown[] => messages.filter(message => !check.Check(message))
