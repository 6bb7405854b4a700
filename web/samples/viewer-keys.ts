/** Whether a key is the viewer's: it is pressed alone, not into a field, and while no dialog lies over the viewer. */
export function isViewerKey ({ ctrlKey, metaKey, altKey, target }: KeyboardEvent): boolean {
  const isField = target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
  return !ctrlKey && !metaKey && !altKey && !isField && document.querySelectorAll('dialog[open]').length === 1
}
