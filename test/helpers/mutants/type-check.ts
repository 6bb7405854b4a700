import ts from 'typescript'
import { root } from '../tree.ts'

/** Whether a source file would compile with another text. */
export type TypeCheck = (path: string, text: string) => boolean

/** Reads the project once; each check then looks at one file, as an editor does. */
export function createTypeCheck (): TypeCheck {
  const { config } = ts.readConfigFile(`${root}tsconfig.build.json`, ts.sys.readFile) as { config: unknown }
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  const changed = new Map<string, { text: string, version: number }>()
  const service = ts.createLanguageService({
    getScriptFileNames: () => fileNames,
    getScriptVersion: path => String(changed.get(path)?.version ?? 0),
    getScriptSnapshot (path) {
      const text = changed.get(path)?.text ?? ts.sys.readFile(path)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    getCurrentDirectory: () => root,
    getCompilationSettings: () => options,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists, readFile: ts.sys.readFile, readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists, getDirectories: ts.sys.getDirectories
  })
  let version = 0
  return (path, text) => {
    const file = root + path
    version += 1
    changed.set(file, { text, version })
    const problems = [...service.getSyntacticDiagnostics(file), ...service.getSemanticDiagnostics(file)]
    changed.set(file, { text: ts.sys.readFile(file) ?? '', version: version += 1 })
    return problems.length === 0
  }
}
