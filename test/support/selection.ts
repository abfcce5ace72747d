/** Selecting text in a browser test, as a person does: the page is told a moment later. */

/** Changes the selection and waits until `selectionchange` has told the page of it. */
export async function selectionChanges(change: (selection: Selection) => void): Promise<void> {
  const selection = getSelection()
  if (!selection) throw new Error('This page has no selection.')
  const told = new Promise((done) =>
    document.addEventListener('selectionchange', done, { once: true }),
  )
  change(selection)
  await told
}
