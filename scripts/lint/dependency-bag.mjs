// A lint rule: how many fields a dependency bag has, which is the object that a factory takes apart.

const bagName = /(Deps|Options)$/
const factoryName = /^(create|open|build|make|start|new)[A-Z]/
const transparent = new Set(['Readonly', 'Required', 'Partial', 'NonNullable'])

/**
 * ESLint rule with one option, the most fields a dependency bag may have. A bag is a type whose name ends in Deps or
 * Options, or the type of a destructured parameter of a factory. Fields it inherits from types of the same file count.
 */
export const dependencyBag = {
  meta: {
    type: 'suggestion',
    schema: [{ type: 'integer', minimum: 1 }],
    messages: { large: '{{name}} has {{count}} fields; {{max}} are the most: split it where two halves never meet' }
  },
  create ({ options: [max], report }) {
    const types = new Map()
    const bags = new Map() // node to name
    const fieldsOf = createFieldCounter(types)

    function addParameters (node, name) {
      if (!factoryName.test(name ?? '')) return
      for (const { type, typeAnnotation } of node.params) {
        if (type === 'ObjectPattern' && typeAnnotation !== undefined) {
          addBag(typeAnnotation.typeAnnotation, `The parameter of ${name}`)
        }
      }
    }

    function addBag (type, name) {
      const named = type.type === 'TSTypeReference' ? types.get(type.typeName.name) : undefined
      bags.set(named ?? type, named === undefined ? name : named.id.name)
    }

    return {
      Program (program) {
        for (const declaration of program.body.map(node => node.declaration ?? node)) {
          if (!/^TS(InterfaceDeclaration|TypeAliasDeclaration)$/.test(declaration.type)) continue
          types.set(declaration.id.name, declaration)
          if (bagName.test(declaration.id.name)) bags.set(declaration, declaration.id.name)
        }
      },
      FunctionDeclaration (node) { addParameters(node, node.id?.name) },
      'VariableDeclarator > :function' (node) { addParameters(node, node.parent.id.name) },
      'Program:exit' () {
        for (const [node, name] of bags) {
          const count = fieldsOf(node).size
          if (count > max) report({ node, messageId: 'large', data: { name, count, max } })
        }
      }
    }
  }
}

/**
 * Names of the fields of a type, as far as the types of its own file say; what comes from elsewhere counts as nothing.
 */
function createFieldCounter (types) {
  const open = new Set() // a type may name itself

  function fieldsOf (node) {
    if (open.has(node)) return new Set()
    open.add(node)
    try {
      return new Set(readers[node.type]?.(node) ?? [])
    } finally {
      open.delete(node)
    }
  }

  const members = list => list.filter(({ key }) => key !== undefined).map(({ key }) => key.name ?? key.value)
  const ofName = (name, args) => {
    const [first, keys] = args?.params ?? []
    if (transparent.has(name)) return fieldsOf(first)
    if (name === 'Pick') return literals(keys)
    if (name === 'Omit') return [...fieldsOf(first)].filter(field => !literals(keys).includes(field))
    return types.has(name) ? fieldsOf(types.get(name)) : []
  }
  const literals = ({ types, literal }) =>
    (types ?? [{ literal }]).flatMap(({ literal }) => (literal === undefined ? [] : [literal.value]))
  const readers = {
    TSInterfaceDeclaration: ({ body, extends: parents }) =>
      [
        ...members(body.body),
        ...parents.flatMap(({ expression, typeArguments }) => [...ofName(expression.name, typeArguments)])
      ],
    TSTypeAliasDeclaration: ({ typeAnnotation }) => fieldsOf(typeAnnotation),
    TSTypeLiteral: ({ members: list }) => members(list),
    TSIntersectionType: ({ types }) => types.flatMap(type => [...fieldsOf(type)]),
    TSTypeReference: ({ typeName, typeArguments }) => ofName(typeName.name, typeArguments)
  }
  return fieldsOf
}
