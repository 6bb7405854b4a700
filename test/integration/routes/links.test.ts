import { readFileSync } from 'node:fs'
import t from 'tap'
import { links } from '../../../core/contract/links.ts'
import { testApp } from '../../helpers/test-app.ts'
import { textsOf } from '../../helpers/texts.ts'
import { filesIn, root } from '../../helpers/tree.ts'

type Methods = (path: string) => Promise<string[]>

/** Asks for the methods of a path, with one that no route has. */
async function methodsOf (t: Parameters<typeof testApp>[0]): Promise<Methods> {
  const { app } = await testApp(t)
  const method = 'TRACE' as 'GET' // as: inject knows fewer methods than HTTP
  return async path => String((await app.inject({ method, url: path })).headers.allow ?? '').split(', ')
}

t.test('[G27] every link in a reply leads to a route', async t => {
  const methods = await methodsOf(t)
  t.strictSame(await methods('/api/nothing'), [''])
  const paths = [
    links.job('a'), links.sampleImage('s1-42'), links.sampleThumbnail('s1-42'), links.model('m1-42'),
    links.modelDownload('m1-42'), links.modelFileDownload('m1-42', 0)
  ]
  t.equal(paths.length, Object.keys(links).length)
  for (const path of paths) t.ok((await methods(path)).includes('GET'), path)
})

t.test('[G27] every route that an error, a hint or a description names is there', async t => {
  const methods = await methodsOf(t)
  const named =
    /(?:\b(GET|POST|PUT|PATCH|DELETE) )?(\/(?:api|ws|docs|redoc|metrics|healthz|readyz|openapi\.json|asyncapi\.json)(?:\/[\w{}.-]+)*)/g
  const sources = ['core', 'services', 'src', 'routes']
    .flatMap(filesIn)
    .filter(file => file.endsWith('.ts') && file !== 'core/contract/links.ts')
  const mentions = sources.flatMap(file =>
    textsOf(readFileSync(root + file, 'utf8'))
      .filter(text => text.includes(' '))
      .flatMap(text =>
        [...text.matchAll(named)].map(([, method = 'GET', path = '']) => ({
          file, method,
          path: path.replace(/\.$/, '').replace(/\{\w+\}/g, '1')
        }))
      )
  )
  t.ok(mentions.length > 20)
  for (const { file, method, path } of mentions) {
    t.ok((await methods(path)).includes(method), `${file}: ${method} ${path}`)
  }
})
