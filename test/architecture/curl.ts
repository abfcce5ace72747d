/**
 * Reads curl commands as a shell would split them, as far as documentation needs it: words, quotes and
 * line continuations. No variables, pipes or substitutions; an option that is not known here throws.
 */

export interface CurlCommand {
  /** Everything after `curl`. */
  readonly words: readonly string[]
  readonly url: string
  readonly method: string
  readonly headers: readonly (readonly [string, string])[]
  readonly data: string | null
  /** `-N`: an answer that does not end by itself. */
  readonly isEndless: boolean
}

/** The curl commands of a script, in order. */
export function readCurls(script: string): readonly CurlCommand[] {
  return splitCommands(script).flatMap(([program, ...words]) =>
    program === 'curl' ? [readCurl(words)] : [],
  )
}

function readCurl(words: readonly string[]): CurlCommand {
  const headers: (readonly [string, string])[] = []
  let url = ''
  let method: string | null = null
  let data: string | null = null
  let isEndless = false
  const rest = words.values()
  const next = () => rest.next().value ?? ''
  for (const word of rest) {
    if (word === '-N') isEndless = true
    else if (word === '-X') method = next()
    else if (word === '-d') data = next()
    else if (word === '-H') {
      const [name = '', ...value] = next().split(':')
      headers.push([name, value.join(':').trim()])
    } else if (word.startsWith('-')) throw new Error(`curl ${word} is not known to curl.ts.`)
    else url = word
  }
  return {
    words,
    url,
    method: method ?? (data === null ? 'GET' : 'POST'),
    headers,
    data,
    isEndless,
  }
}

/** Commands as words. A newline ends one, unless it is quoted or escaped; `#` begins a comment. */
function splitCommands(script: string): readonly (readonly string[])[] {
  const commands: string[][] = []
  const token = /'([^']*)'|"([^"]*)"|\\\n|\\(.)|(#.*)|(\n)|([ \t]+)|([^\s'"\\]+)/g
  let words: string[] = []
  let word: string | null = null
  const endWord = () => {
    if (word !== null) words.push(word)
    word = null
  }
  const endCommand = () => {
    endWord()
    if (words.length > 0) commands.push(words)
    words = []
  }
  for (const [whole, single, double, escaped, comment, newline, space, bare] of script.matchAll(
    token,
  )) {
    const isInWord = word !== null
    if (newline !== undefined) endCommand()
    else if (space !== undefined || whole === '\\\n') endWord()
    else if (comment !== undefined && !isInWord) continue
    else word = (word ?? '') + (single ?? double ?? escaped ?? comment ?? bare ?? '')
  }
  endCommand()
  return commands
}
