import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { createPageClients, startAsking } from './app/clients.ts'
import { loadPage } from './app/load-page.ts'
import { routes } from './app/routes.ts'
import { watchChunks } from './app/stale-page.ts'
import { applyTheme, storedTheme } from './app/theme.ts'
import './styles/tokens.css'
import './styles/base.css'

applyTheme(storedTheme())
watchChunks()
const base = new URL(document.baseURI)
const clients = createPageClients(base)
// The page's headers name what is asked for first: it is under way, and so is the part that shows the page.
startAsking(clients)
await loadPage(routes, new URL(location.href), base)
createRoot(document.getElementById('page')!).render(<App clients={clients} />) // in index.html
