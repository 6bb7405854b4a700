import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import t from 'tap'
import ts from 'typescript'
import { filesIn, root } from '../../helpers/tree.ts'

const words = (text: string): string[] => text.trim().split(/\s+/)

// Words of our own for which the field has a term. As a declared name each is refused, whatever the case of its first
// letter.
const refusedNames = new Set(
  words(`
Deps JobFacts JobOfHistory WatchedJob StoredJob JobReport epoch_changed s0 s1 s2 s3 s4 poke letGo claimed conceive
bring hurry mend settle again occupancy cooling entries note notes desk rung lived told spool seats door doors
conversation audience tell hear say take figures obey written hold`)
)
// Inside a longer name too, however it is spelt: jobKeeper, JobKeeper, job_keeper, job-keeper.
const refusedParts = words(`
s2-connections s3-connections epoch-hall job-keeper job-maker keep-job command-desk stop-descent close-books last-words
second-hand client-house socket-door open-door create-audience surroundings at-a-glance told-id obedience own-lines
workplace model-house`)
const refusedFiles = new Set(
  words(`
job-keeper keep-job entries occupancy note notes records settle asked at-a-glance nearest example shape survives-restart
machine-surroundings own-lines workplace audience doors model-house obey bridge/hold second-hand seats conversation
epoch-session last-words close-books stop-descent command-desk desk door figures`)
)

// The design itself uses these words, for something else.
const exceptions: Record<string, string> = {
  entries: 'the usual word for what is in a folder or an object; only the class was meant',
  notes: "the user's free text about a job",
  hold: 'pauses the queue or a training: a word of the glossary',
  written: 'a usual participle; only the class of the bridge was meant'
}
const folders = [
  'core', 'services', 'src', 'routes', 'runner', 'bridge', 'web', 'scripts', 'bench', 'test', 'openapi', 'docs'
]
const strangers = /^(test\/fixtures\/(seeds|state-dirs)\/|web\/vendor\/)|names\.test\.ts$/

const plain = (name: string): string => name.replace(/^[A-Z](?=[a-z])/, letter => letter.toLowerCase())
const joined = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '')
const parts = refusedParts.map(joined)

/** Why a name is refused, which is the entry of the list; undefined where it is not. */
function refusal (name: string): string | undefined {
  if ((refusedNames.has(name) || refusedNames.has(plain(name))) && !(plain(name) in exceptions)) return plain(name)
  return parts.find(part => joined(name).includes(part))
}

/**
 * The names that a TypeScript or JavaScript text declares, and its string literals of one word, which may go over the
 * wire.
 */
function declaredIn (text: string): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    const { name } = node as { name?: ts.Node } // as: what declares something has its name here
    if (
      name !== undefined &&
      !ts.isPropertyAccessExpression(node) &&
      (ts.isIdentifier(name) || ts.isStringLiteral(name))
    ) { found.push(name.text) }
    if (ts.isStringLiteral(node) && /^(epoch_changed|s[0-4])$/i.test(node.text)) found.push(node.text)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('read.tsx', text, ts.ScriptTarget.Latest))
  return found
}

const pythonNames = (text: string): string[] =>
  [...text.matchAll(/\b(?:def|class|for|as)\s+(\w+)|\b(\w+)(?:: [\w[\]| ]+)? =(?!=)|^\s*self\.(\w+)/gm)].map(
    ([, ...groups]) => groups.find(group => group !== undefined) ?? ''
  )
const jsonNames = (text: string): string[] => [...text.matchAll(/"([\w-]+)"/g)].map(([, word = '']) => word)

function namesIn (path: string): string[] {
  const text = readFileSync(root + path, 'utf8')
  if (/\.(m|c)?[jt]sx?$/.test(path)) return declaredIn(text)
  if (path.endsWith('.py')) return pythonNames(text)
  return path.startsWith('openapi/') ? jsonNames(text) : []
}

/** The private words of a file, in its name and in what it declares. */
function privateWords (path: string): string[] {
  const file = posix.basename(path).replace(/\..*$/, '').replaceAll('_', '-')
  const inside = namesIn(path).flatMap(name => refusal(name) ?? [])
  const named = [file, `${posix.dirname(path)}/${file}`].filter(name => refusedFiles.has(name))
  return [...new Set([...named, ...inside])]
}

t.test('[G25] no file and no declared name uses a private word for which the field has a term', async t => {
  for (const path of folders.flatMap(filesIn).filter(path => !strangers.test(path))) {
    t.strictSame(privateWords(path), [], path)
  }
})

t.test('[G25] every way to bring a private word back is found', async t => {
  const planted: Array<[string, string[]]> = [
    ['const door = 1; function poke (rung) {}', ['door', 'poke', 'rung']],
    ['interface Deps { told_id: 1 } type S = "s2"', ['Deps', 'told_id', 's2']],
    [
      'class SocketDoor {} const { figures } = a; a.b({ hurry: 1, tell () {} })',
      ['SocketDoor', 'figures', 'hurry', 'tell']
    ]
  ]
  for (const [text, names] of planted) {
    t.strictSame(
      declaredIn(text).filter(name => refusal(name) !== undefined),
      names,
      text
    )
  }
  t.strictSame(
    pythonNames('class Obedience:\n  def obey(self):\n    rung = 1').filter(name => refusal(name) !== undefined),
    ['Obedience', 'obey', 'rung']
  )
  t.strictSame(['outdoor', 'denote', 'notes', 'tellMe', 'retake'].flatMap(name => refusal(name) ?? []), [])
  t.strictSame(Object.keys(exceptions).filter(word => !refusedNames.has(word)), [], 'an exception is one of the list')
})
