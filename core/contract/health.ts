import { Type } from '@sinclair/typebox'
import { shape } from './define.ts'

export const Health = shape('Health', 'Health check result', { status: Type.Literal('ok') })
