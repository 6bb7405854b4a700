import { Suspense } from 'react'
import { QueryClientProvider } from '@tanstack/react-query'
import { Route, Router, Switch } from 'wouter'
import { ApiContext } from '../api/use-api.ts'
import { LiveContext } from '../live/use-live.ts'
import { Loading } from '../ui/loading.tsx'
import { NotFound } from './not-found.tsx'
import type { PageClients } from './clients.ts'
import { routes } from './routes.ts'
import { Shell } from './shell.tsx'

/** The whole page: what every part of it may use, and the part that the address names. */
export function App ({ clients: { api, live, queries } }: { clients: PageClients }) {
  return (
    <QueryClientProvider client={queries}>
      <ApiContext value={api}>
        <LiveContext value={live}>
          <Router base={new URL(document.baseURI).pathname.replace(/\/$/, '')}>
            <Shell>
              <Suspense fallback={<Loading what='The page' />}>
                <Switch>
                  {routes.map(({ path, component }) => <Route key={path} path={path} component={component} />)}
                  <Route component={NotFound} />
                </Switch>
              </Suspense>
            </Shell>
          </Router>
        </LiveContext>
      </ApiContext>
    </QueryClientProvider>
  )
}
