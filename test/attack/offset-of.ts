/** How many events a server has appended: streams that are created have one each. */
export async function offsetOf(url: string): Promise<number> {
  const answer = await fetch(`${url}/events/stats`)
  const { position } = (await answer.json()) as { position: string }
  return Number(position.split('.').at(-1))
}
