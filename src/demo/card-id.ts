/** The id of a stream's card in the document: what scrolls to a card or focuses it finds it by this id. */
export function cardId(streamId: string): string {
  return `stream-${streamId}`
}
