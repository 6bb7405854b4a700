import { existsSync } from 'node:fs'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/opt/google/chrome/chrome']

/** The browser that CHROMIUM names, or one that is installed; ends the process, which says why, where there is none. */
export function findBrowser (command) {
  const { CHROMIUM = places.find(existsSync) ?? '' } = process.env
  if (existsSync(CHROMIUM)) return CHROMIUM
  process.stderr.write(
    `${command}: no browser was found. Install one ("apt-get install chromium" on Debian), or set CHROMIUM to the ` +
    'path of yours.\n'
  )
  process.exit(2)
}
