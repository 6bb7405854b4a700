import ts from 'typescript'

/** One small change of a source text that should fail a test. */
export interface Place {
  path: string
  line: number
  /** Range of the text that is replaced. */
  start: number
  end: number
  original: string
  replacement: string
}

type Change = readonly [node: ts.Node, replacement: string]

const swaps = new Map<ts.SyntaxKind, readonly string[]>([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, ['!==']],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, ['===']],
  [ts.SyntaxKind.LessThanToken, ['<=', '>=']],
  [ts.SyntaxKind.LessThanEqualsToken, ['<', '>']],
  [ts.SyntaxKind.GreaterThanToken, ['>=', '<=']],
  [ts.SyntaxKind.GreaterThanEqualsToken, ['>', '<']],
  [ts.SyntaxKind.AmpersandAmpersandToken, ['||']],
  [ts.SyntaxKind.BarBarToken, ['&&']],
  [ts.SyntaxKind.QuestionQuestionToken, ['&&']],
  [ts.SyntaxKind.PlusToken, ['-']],
  [ts.SyntaxKind.MinusToken, ['+']],
  [ts.SyntaxKind.AsteriskToken, ['/']],
  [ts.SyntaxKind.SlashToken, ['*']],
  [ts.SyntaxKind.PercentToken, ['*']],
  [ts.SyntaxKind.PlusEqualsToken, ['-=']],
  [ts.SyntaxKind.MinusEqualsToken, ['+=']],
  [ts.SyntaxKind.QuestionQuestionEqualsToken, ['=']]
])

const methods = new Map([
  ['some', 'every'], ['every', 'some'], ['min', 'max'], ['max', 'min'], ['startsWith', 'endsWith'],
  ['endsWith', 'startsWith'], ['push', 'unshift'], ['unshift', 'push'], ['floor', 'ceil'], ['ceil', 'floor']
])

/**
 * Every change that a test ought to notice: another comparison, a condition that always or never holds, a call that is
 * left out, an empty list, another word. Prose, numbers and types stay: texts are held by generated files, and most
 * numbers are limits.
 */
export function placesIn (path: string, source: string): Place[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true)
  const places: Place[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return
    for (const [changed, replacement] of changesOf(node)) {
      const [start, end] = [changed.getStart(file), changed.getEnd()]
      const line = file.getLineAndCharacterOfPosition(start).line + 1
      places.push({ path, line, start, end, original: source.slice(start, end), replacement })
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return places
}

/** The source with one change made. */
export const changed = (source: string, { start, end, replacement }: Place): string =>
  source.slice(0, start) + replacement + source.slice(end)

function changesOf (node: ts.Node): Change[] {
  if (ts.isBinaryExpression(node)) return changesOfOperator(node)
  if (ts.isIfStatement(node)) return always(node.expression)
  if (ts.isConditionalExpression(node)) return always(node.condition)
  if (ts.isWhileStatement(node) && node.expression.kind !== ts.SyntaxKind.TrueKeyword) {
    return [[node.expression, 'false']]
  }
  if (ts.isExpressionStatement(node)) return [[node, ';']]
  if (ts.isArrayLiteralExpression(node)) return node.elements.length > 0 ? [[node, '[]']] : []
  if (ts.isStringLiteral(node)) return changesOfWord(node)
  return changesOfLeaf(node)
}

function changesOfLeaf (node: ts.Node): Change[] {
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [[node, 'false']]
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [[node, 'true']]
  if (ts.isPrefixUnaryExpression(node)) {
    if (node.operator === ts.SyntaxKind.ExclamationToken) return [[node, node.operand.getText()]]
    return node.operator === ts.SyntaxKind.PlusPlusToken ? [[node, `--${node.operand.getText()}`]] : []
  }
  if (ts.isPostfixUnaryExpression(node)) {
    const other = node.operator === ts.SyntaxKind.PlusPlusToken ? '--' : '++'
    return [[node, node.operand.getText() + other]]
  }
  if (ts.isPropertyAccessExpression(node) && ts.isCallExpression(node.parent) && node.parent.expression === node) {
    const other = methods.get(node.name.text)
    return other === undefined ? [] : [[node.name, other]]
  }
  return []
}

function changesOfOperator ({ operatorToken, left, right }: ts.BinaryExpression): Change[] {
  // + also joins texts, which have no minus
  const joins = operatorToken.kind === ts.SyntaxKind.PlusToken && [left, right].some(ts.isStringLiteralLike)
  return joins ? [] : (swaps.get(operatorToken.kind) ?? []).map(other => [operatorToken, other])
}

const always = (condition: ts.Expression): Change[] => ['true', 'false']
  .filter(value => condition.getText() !== value)
  .map(value => [condition, value])

/** A word of the wire or of a state; a text with spaces is prose. */
function changesOfWord (node: ts.StringLiteral): Change[] {
  const { parent, text } = node
  const isName = ts.isPropertyAssignment(parent) && parent.name === node
  const isArgumentOfImport = ts.isCallExpression(parent) && parent.expression.kind === ts.SyntaxKind.ImportKeyword
  if (isName || isArgumentOfImport || text === '' || /\s/.test(text)) return []
  return [[node, "''"]]
}
