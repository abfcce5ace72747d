/** The database file is deleted, or replaced by a copy, while the server runs. */
import { copyFileSync, renameSync, rmSync } from 'node:fs'
import type { Attack, Target } from './attack.ts'
import { ask, create, fileIn } from './log-file.ts'

const commands = 100

async function commandsAfter(take: (file: string) => void, { url, dataDir, server }: Target) {
  for (let n = 0; n < 5; n++) await create(url)
  take(fileIn(dataDir))
  const answers = await Promise.all(Array.from({ length: commands }, () => create(url)))
  const acknowledged = answers.filter(({ status }) => status < 300).length
  const refused = answers.filter(({ code }) => code === 'log_unavailable').length
  const { status: readiness } = await ask(`${url}/readyz`)
  const { status: read } = await ask(`${url}/streams/1`)
  return {
    faults: [
      ...(acknowledged > 0
        ? [`${acknowledged} commands were acknowledged that a restart loses`]
        : []),
      ...(refused < commands
        ? [`${commands - refused} commands were not refused with log_unavailable`]
        : []),
      ...(readiness === 503 ? [] : [`/readyz is ${readiness}`]),
      ...(read === 200 ? [] : [`reads are answered with ${read}`]),
      ...(server.stderr.includes('put the file back') ? [] : ['the log does not say what to do']),
    ],
    figures: { acknowledged, refused, readiness },
  }
}

export const deletedFile: Attack = {
  name: 'deleted-file',
  holds:
    'A database file that is deleted under the server makes it refuse commands, and not ready.',
  run: (target) => commandsAfter((file) => rmSync(file), target),
}

export const replacedFile: Attack = {
  name: 'replaced-file',
  holds:
    'A database file that is replaced under the server makes it refuse commands, and not ready.',
  run: (target) =>
    commandsAfter((file) => {
      copyFileSync(file, `${file}.copy`)
      renameSync(`${file}.copy`, file)
    }, target),
}
