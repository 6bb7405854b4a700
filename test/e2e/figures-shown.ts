import type { Page } from 'playwright-core'

/** The figures that the page shows, by the field of the API that each is of, without separators and units. */
export const shownFigures = async (page: Page): Promise<Record<string, string>> => Object.fromEntries(
  await page.locator('[data-field]').evaluateAll(elements => elements.map(element => [
    element.getAttribute('data-field') ?? '', (element.textContent ?? '').replace(/[,\s]/g, '')
  ]))
)

/** Resolves once the page shows a figure that fits. */
export async function untilShown (page: Page, field: string, fits: (value: number) => boolean): Promise<void> {
  const element = page.locator(`[data-field=${field}]`).first()
  await element.waitFor()
  for (;;) {
    const text = await element.textContent()
    if (fits(Number((text ?? '').replace(/[,\s]/g, '')))) return
    // Resolves with the next change of the text.
    await page.waitForFunction(
      ([selector, before]) => document.querySelector(selector!)?.textContent !== before, [`[data-field=${field}]`, text]
    )
  }
}
