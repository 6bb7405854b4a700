import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where the API of `npm run dev` listens. */
const api = process.env.API_URL ?? 'http://localhost:8000'
// To the server, a request comes from its own page.
const proxied = {
  target: api, changeOrigin: true, ws: true,
  configure (proxy) {
    for (const event of ['proxyReq', 'proxyReqWs']) proxy.on(event, request => { request.setHeader('origin', api) })
  }
}

const onMostPages = /\/web\/(ui\/(?!use-visible)|jobs|api|live|pages\/now)\//

export default defineConfig({
  plugins: [react()],
  base: './', // the page's <base> says where it is
  publicDir: 'static',
  build: {
    target: ['chrome123', 'edge123', 'firefox121', 'safari17.5'], // light-dark() is left as it is
    manifest: 'parts.json', // which files each page is made of, for the server's preload
    assetsInlineLimit: 0, // the policy admits no data: address
    modulePreload: { polyfill: false },
    // What the first page and most others show is one file, and so are all styles: each more is a way to the server and
    // back, which a phone waits for. Long lists are not among them.
    cssCodeSplit: false,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'shared', test: onMostPages }] } } },
    chunkSizeWarningLimit: 200
  },
  server: {
    proxy: Object.fromEntries(
      ['/api', '/ws', '/docs', '/redoc', '/openapi.json', '/asyncapi.json', '/metrics', '/web', '/healthz', '/readyz']
        .map(path => [path, proxied])
    ),
    headers: {
      // Vite writes its styles, and the start of its client, into the page.
      'content-security-policy': [
        "default-src 'self'", "script-src 'self' 'unsafe-inline'", "style-src 'self' 'unsafe-inline'",
        "connect-src 'self' ws:"
      ].join('; ')
    }
  }
})
