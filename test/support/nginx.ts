/** The nginx of the machine with the configuration of examples/nginx, TLS by a certificate of its own. */
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from './until.ts'

const nginx = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/sbin/nginx'].find(existsSync)
const openssl = ['/usr/bin/openssl', '/usr/local/bin/openssl'].find(existsSync)

/** False: its tests are skipped. Where services are required they run, and fail without it. */
export const canUseNginx =
  (nginx !== undefined && openssl !== undefined) || process.env['REQUIRE_SERVICES'] === '1'

export interface Nginx {
  /** Such as `https://localhost:40123`. */
  readonly url: string
  /** Reads its configuration again, or another one; workers of before have a second to end. */
  reload(servers?: (files: NginxFiles) => string): void
  stop(): Promise<void>
}

/** What a configuration names. */
export interface NginxFiles {
  readonly port: number
  readonly targetPorts: readonly number[]
  readonly certificate: string
  readonly key: string
}

/**
 * @param targetPorts of the servers behind it: several are tried again after each failure
 * @param servers what is in the `http` context. Default: the example.
 */
export async function startNginx(
  targetPorts: readonly number[],
  servers: (files: NginxFiles) => string = exampleServers,
): Promise<Nginx> {
  if (!nginx || !openssl) throw new Error('Failed to start nginx: install nginx and openssl.')
  const port = await findFreePort()
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-nginx-'))
  const certificate = join(folder, 'localhost.pem')
  const key = join(folder, 'localhost.key')
  execFileSync(
    openssl,
    // biome-ignore format: one option with its value a line
    [
      'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
      '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost',
      '-keyout', key, '-out', certificate,
    ],
    { stdio: 'ignore' },
  )
  const path = join(folder, 'nginx.conf')
  const files: NginxFiles = { port, targetPorts, certificate, key }
  const write = (text: string) => writeFileSync(path, configuration(folder, text))
  write(servers(files))
  const child = spawn(nginx, ['-p', folder, '-c', path, '-e', join(folder, 'error.log')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (said: string) => {
    stderr += said
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await until(
    () => {
      if (child.exitCode !== null) throw new Error(`Failed to start nginx: ${stderr}`)
      return accepts(port)
    },
    10_000,
    'nginx listens',
  )
  return {
    url: `https://localhost:${port}`,
    reload(others) {
      if (others) write(others(files))
      child.kill('SIGHUP')
    },
    async stop() {
      child.kill('SIGTERM')
      await exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The example as it is, but for names, ports and paths. Each of them has to be there. */
function exampleServers({ port, targetPorts, certificate, key }: NginxFiles): string {
  const replaced: readonly (readonly [string, string])[] = [
    ['server 127.0.0.1:3001;', targetPorts.map(serverLine).join(' ')],
    ['listen 443 ssl http2;', `listen 127.0.0.1:${port} ssl http2;`],
    ['server_name api.example.com;', 'server_name localhost;'],
    ['/etc/ssl/api.example.com.pem', certificate],
    ['/etc/ssl/api.example.com.key', key],
  ]
  return replaced.reduce(
    (text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`examples/nginx/streamgauge.conf has no ${from}`)
      return text.replace(from, to)
    },
    readFileSync('examples/nginx/streamgauge.conf', 'utf8'),
  )
}

function configuration(folder: string, servers: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
worker_shutdown_timeout 1s;
events { worker_connections 4096; }
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  ${servers}
}
`
}

function serverLine(port: number): string {
  return `server 127.0.0.1:${port} max_fails=0;`
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
