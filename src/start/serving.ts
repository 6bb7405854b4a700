import type { AddressInfo, Server } from 'node:net'

interface App { server: Pick<Server, 'address'>, close: () => PromiseLike<unknown> }

/** The app that serves. It can make room for one that reads anew what it begins with; trainings go on meanwhile. */
export interface Serving<Built> {
  /** The app that serves now, or the next one while they change places. Never rejects. */
  current: () => Promise<Built>
}

interface ServingDeps<Built> {
  build: (restart: () => void) => Promise<Built>
  /** Listens and recovers. */
  serve: (built: Built, port: number) => Promise<void>
  onFailure: (error: unknown) => void
}

/** Builds the first app, which does not listen yet. */
export async function createServing<Built extends { app: App }> (
  { build, serve, onFailure }: ServingDeps<Built>
): Promise<Serving<Built>> {
  let serving = await build(restart)
  let changed = Promise.resolve()

  function restart (): void {
    changed = changed.then(async () => {
      const { port } = serving.app.server.address() as AddressInfo // as: it listens on a port
      await serving.app.close()
      serving = await build(restart)
      void serve(serving, port).catch(onFailure)
    }).catch(onFailure)
  }
  return {
    async current () {
      await changed
      return serving
    }
  }
}
