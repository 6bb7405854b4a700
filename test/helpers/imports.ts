import ts from 'typescript'

/** One import of a file. `target` is undefined where only running the program would tell it. */
export interface Import {
  target: string | undefined
  types_only: boolean
  dynamic: boolean
}

// Several tests read the imports of every file.
const parsed = new Map<string, Import[]>()

/** Every import of a source text: static, dynamic, type-only, re-exported, `import('x').T` and `require`. */
export function importsOf (source: string): Import[] {
  const known = parsed.get(source) ?? parse(source)
  parsed.set(source, known)
  return known
}

function parse (source: string): Import[] {
  const found: Import[] = []
  const visit = (node: ts.Node): void => {
    const one = importIn(node)
    if (one !== undefined) found.push(one)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('read.tsx', source, ts.ScriptTarget.Latest))
  return found
}

function importIn (node: ts.Node): Import | undefined {
  if (ts.isImportDeclaration(node)) {
    const clause = node.importClause
    return { target: textOf(node.moduleSpecifier), types_only: clause?.isTypeOnly === true, dynamic: false }
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    return { target: textOf(node.moduleSpecifier), types_only: node.isTypeOnly, dynamic: false }
  }
  if (ts.isImportTypeNode(node)) {
    return {
      target: ts.isLiteralTypeNode(node.argument) ? textOf(node.argument.literal) : undefined,
      types_only: true,
      dynamic: false
    }
  }
  if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
    return { target: textOf(node.moduleReference.expression), types_only: node.isTypeOnly, dynamic: false }
  }
  if (ts.isCallExpression(node) && isImportCall(node)) {
    return { target: textOf(node.arguments[0]), types_only: false, dynamic: true }
  }
  return undefined
}

const isImportCall = ({ expression }: ts.CallExpression): boolean =>
  expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(expression) && expression.text === 'require')

function textOf (node: ts.Node | undefined): string | undefined {
  if (node === undefined) return undefined
  if (ts.isAsExpression(node)) return textOf(node.expression)
  return ts.isStringLiteralLike(node) ? node.text : undefined
}
