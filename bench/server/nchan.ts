/** nginx with its nchan module as a peer: one process, events are published over HTTP, as its users do. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort } from '../../test/support/free-port.ts'
import { publishPaced, textOfEvent } from './events.ts'
import type { StartedPeer } from './measure.ts'

export const nginx = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/sbin/nginx'].find(existsSync)
export const nchanModule = [
  '/usr/lib/nginx/modules',
  '/usr/share/nginx/modules',
  '/usr/lib64/nginx/modules',
]
  .map((folder) => join(folder, 'ngx_nchan_module.so'))
  .find(existsSync)

/** @returns null where it is not installed (Debian: libnginx-mod-nchan) */
export async function startNchanPeer(): Promise<StartedPeer | null> {
  if (nginx === undefined || nchanModule === undefined) return null
  const port = await findFreePort()
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-bench-'))
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, configuration(folder, port))
  const child = spawn(nginx, ['-p', folder, '-c', file, '-e', join(folder, 'error.log')], {
    stdio: 'ignore',
  })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  const publish = (room: string, text: string) => {
    const outgoing = request(
      { agent, port, host: '127.0.0.1', path: `/publish?rooms=${room}`, method: 'POST' },
      (answer) => answer.resume(),
    )
    outgoing.on('error', () => {})
    outgoing.end(text)
  }
  while (!(await isUp(port))) await sleep(50)
  return {
    port,
    pid: child.pid ?? 0,
    publishOnce: (room) => publish(room, textOfEvent()),
    publishPaced: (perSecond, seconds) => publishPaced(perSecond, seconds, publish),
    async stop() {
      agent.destroy()
      child.kill('SIGKILL')
      await exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function isUp(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  )
}

function configuration(folder: string, port: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `
load_module ${nchanModule};
daemon off;
master_process off;
pid ${folder}/nginx.pid;
worker_rlimit_nofile 20000;
events { worker_connections 19000; }
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  keepalive_requests 1000000;
  nchan_shared_memory_size 256M;
  server {
    listen 127.0.0.1:${port};
    location = /publish { nchan_publisher; nchan_channel_id $arg_rooms; nchan_message_timeout 10s; }
    location = /events {
      nchan_subscriber eventsource;
      nchan_channel_id $arg_rooms;
      nchan_subscriber_first_message newest;
    }
  }
}
`
}
