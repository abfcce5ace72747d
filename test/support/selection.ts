/** Selecting text in a browser test, as a person does: the page is notified asynchronously. */

/** Changes the selection and waits until `selectionchange` has been dispatched. */
export async function selectionChanges(change: (selection: Selection) => void): Promise<void> {
  const selection = getSelection()
  if (!selection) throw new Error('This page has no selection.')
  const changed = new Promise((done) =>
    document.addEventListener('selectionchange', done, { once: true }),
  )
  change(selection)
  await changed
}
