/** The nginx of the machine with its nchan module, in a folder of its own, on a free port of 127.0.0.1. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readBlocks } from '../architecture/markdown.ts'
import { findFreePort } from '../support/free-port.ts'
import { until } from '../support/until.ts'

const nginx = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/sbin/nginx'].find(existsSync)
const module = ['/usr/lib/nginx/modules', '/usr/share/nginx/modules', '/usr/lib64/nginx/modules']
  .map((folder) => join(folder, 'ngx_nchan_module.so'))
  .find(existsSync)

/** Why it cannot run here; null when it can. With REQUIRE_SERVICES it has to. */
export const missingNchan =
  process.env['REQUIRE_SERVICES'] === '1' || (nginx && module)
    ? null
    : 'needs nginx with its nchan module (Debian: libnginx-mod-nchan)'

export interface Nchan {
  readonly subscribeUrl: string
  readonly port: number
  publish(data: string): Promise<void>
  stop(): Promise<void>
}

export async function startNchan(): Promise<Nchan> {
  if (!nginx || !module) {
    throw new Error('Failed to start nchan: not installed. Install libnginx-mod-nchan.')
  }
  const port = await findFreePort()
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-nchan-'))
  const path = join(folder, 'nginx.conf')
  writeFileSync(path, configuration(folder, port))
  const child = spawn(nginx, ['-p', folder, '-c', path, '-e', join(folder, 'error.log')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const origin = `http://127.0.0.1:${port}`
  await until(
    () => {
      if (child.exitCode !== null) throw new Error(`Failed to start nginx: ${stderr}`)
      return fetch(origin).then(
        () => true,
        () => false,
      )
    },
    10_000,
    'nginx listens',
  )
  return {
    port,
    subscribeUrl: `${origin}/subscribe?channel=orders`,
    async publish(body) {
      const { ok, status } = await fetch(`${origin}/publish?channel=orders`, {
        method: 'POST',
        body,
      })
      if (!ok) throw new Error(`Failed to publish: nchan answered ${status}.`)
    },
    async stop() {
      child.kill('SIGTERM')
      await exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** With the location that docs/recipes.md shows. */
function configuration(folder: string, port: number): string {
  const shown = readBlocks('docs/recipes.md').find(({ language }) => language === 'nginx')
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `
load_module ${module};
daemon off;
master_process off;
pid ${folder}/nginx.pid;
events { worker_connections 64; }
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  server {
    listen 127.0.0.1:${port};
    location = /publish {
      nchan_publisher;
      nchan_channel_id $arg_channel;
    }
    ${shown?.text ?? readFileSync('docs/recipes.md', 'utf8')}
  }
}
`
}
