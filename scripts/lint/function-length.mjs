// A lint rule: how long a function is, without the functions inside it. A factory is a list of functions, and each is
// counted by itself.

/** ESLint rule with one option, the most lines a function may have of its own; blank and comment lines are free. */
export const functionLength = {
  meta: {
    type: 'suggestion',
    schema: [{ type: 'integer', minimum: 1 }],
    messages: { long: '{{name}} has {{count}} lines of its own; {{max}} are the most' }
  },
  create ({ options: [max], sourceCode, report }) {
    const open = []
    const linesOf = ({ loc }) =>
      Array.from({ length: loc.end.line - loc.start.line + 1 }, (_, index) => loc.start.line + index)
    const codeLines = new Set()
    return {
      Program () {
        for (const token of sourceCode.ast.tokens) for (const line of linesOf(token)) codeLines.add(line)
      },
      ':function' () {
        open.push(new Set())
      },
      ':function:exit' (node) {
        const inner = open.pop()
        const lines = linesOf(node)
        const count = lines.filter(line => codeLines.has(line) && !inner.has(line)).length
        for (const line of lines.slice(1)) open.at(-1)?.add(line) // its first line is the outer function's too
        if (count > max) {
          report({ node, messageId: 'long', data: { name: node.id?.name ?? 'This function', count, max } })
        }
      }
    }
  }
}
