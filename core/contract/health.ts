import { Type } from '@sinclair/typebox'
import { shape } from './define.ts'

export const Health = shape('Health', 'All is well', { status: Type.Literal('ok') })
