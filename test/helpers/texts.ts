import ts from 'typescript'

/** Every string literal of a source text, and the parts of every template between its values. */
export function textsOf (source: string): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      found.push(node.text)
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('read.tsx', source, ts.ScriptTarget.Latest))
  return found
}
