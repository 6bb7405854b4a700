import type { AddressInfo, Server } from 'node:net'

interface App { server: Pick<Server, 'address'>, close: () => PromiseLike<unknown> }

/** The app that serves. It can make room for one that reads anew what it begins with; trainings go on meanwhile. */
export interface Serving<Built> {
  /** The app that serves now, or the next one while they change places. Never rejects. */
  current: () => Promise<Built>
}

interface ServingDeps<Built> {
  /** `restart` may be called as often as is liked; it works once, while that app serves. */
  build: (restart: () => void) => Promise<Built>
  /** Resolves once the app listens. */
  listen: (built: Built, port: number) => Promise<void>
  /** Takes up what an earlier server left, which may take long; the app may be closed meanwhile. */
  recover: (built: Built) => Promise<void>
  onFailure: (error: unknown) => void
}

/** Builds the first app, which does not listen yet. */
export async function createServing<Built extends { app: App }> (
  { build, listen, recover, onFailure }: ServingDeps<Built>
): Promise<Serving<Built>> {
  let serving = await buildNext()
  let changed = Promise.resolve()

  async function buildNext (): Promise<Built> {
    let isAsked = false // requests that came together ask together; the next app reads what all of them wrote
    return await build(() => {
      if (isAsked) return
      isAsked = true
      changed = changed.then(replace).catch(onFailure)
    })
  }
  async function replace (): Promise<void> {
    const { port } = serving.app.server.address() as AddressInfo // as: it listens on a port
    await serving.app.close()
    serving = await buildNext()
    await listen(serving, port)
    void recover(serving).catch(onFailure)
  }
  return {
    async current () {
      await changed
      return serving
    }
  }
}
