/** Pointer and keys as WebDriver and WebDriver BiDi take them: the same JSON in both. */

/** [spec] WebDriver, "Keyboard actions": keys without a character. */
const namedKeys: Readonly<Record<string, string>> = {
  Backspace: '\uE003',
  Tab: '\uE004',
  Enter: '\uE007',
  Control: '\uE009',
  Escape: '\uE00C',
  End: '\uE010',
  Home: '\uE011',
  ArrowUp: '\uE013',
  ArrowDown: '\uE015',
  Delete: '\uE017',
}

export function pointActions(x: number, y: number, ...more: readonly object[]): readonly object[] {
  const move = { type: 'pointerMove', x: Math.round(x), y: Math.round(y) }
  const parameters = { pointerType: 'mouse' }
  return [{ type: 'pointer', id: 'mouse', parameters, actions: [move, ...more] }]
}

export function clickActions(x: number, y: number): readonly object[] {
  return pointActions(x, y, { type: 'pointerDown', button: 0 }, { type: 'pointerUp', button: 0 })
}

/** @param keys characters and names; `Control+a` holds the first one down. */
export function keyActions(keys: readonly string[]): readonly object[] {
  const actions = keys.flatMap((key) => {
    const held = key.length > 1 && key.includes('+') ? key.split('+') : [key]
    const values = held.map((name) => namedKeys[name] ?? name)
    return [
      ...values.map((value) => ({ type: 'keyDown', value })),
      ...values.reverse().map((value) => ({ type: 'keyUp', value })),
    ]
  })
  return [{ type: 'key', id: 'keyboard', actions }]
}
