import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { createPageClients } from './app/clients.ts'
import { watchChunks } from './app/stale-page.ts'
import { applyTheme, storedTheme } from './app/theme.ts'
import './styles/tokens.css'
import './styles/base.css'

applyTheme(storedTheme())
watchChunks()
const clients = createPageClients(new URL(document.baseURI))
createRoot(document.getElementById('page')!).render(<App clients={clients} />) // in index.html
