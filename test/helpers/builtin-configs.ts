import { createBuiltinSource } from '../../services/configs/builtin-source.ts'
import { createConfigLibrary } from '../../services/configs/config-library.ts'
import type { ConfigLibrary } from '../../services/configs/config-library.ts'

/** The configs of the built-in trainer below a state folder. */
export const builtinConfigs = (state_dir: string, report: (message: string) => void = () => undefined): ConfigLibrary =>
  createConfigLibrary({ source: createBuiltinSource(), state_dir, report })
