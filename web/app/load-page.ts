import type { PageRoute } from './routes.ts'

/** Loads what shows the page at an address; what fails is met again, and shown, when the page is drawn. */
export async function loadPage (routes: readonly PageRoute[], { pathname }: URL, base: URL): Promise<void> {
  const address = `/${pathname.slice(base.pathname.length)}`
  await routes.find(({ path }) => leadsTo(path, address))?.load().catch(() => undefined)
}

/** Whether an address is of a path as wouter reads it. */
export const leadsTo = (path: string, address: string): boolean =>
  new RegExp(`^${path.replace('/*?', '(/.*)?').replaceAll(/:\w+/g, '[^/]+')}/?$`).test(address)
