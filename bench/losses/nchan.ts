/** nginx with nchan, its messages in Redis: in the storage mode `distributed`, the one that keeps them there. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFreePort } from '../../test/support/free-port.ts'
import { until } from '../../test/support/until.ts'
import { nchanModule, nginx } from '../server/nchan.ts'
import type { Instance } from './peers.ts'

/** Whether it is installed. */
export function findNchan(): boolean {
  return nginx !== undefined && nchanModule !== undefined
}

export async function startNchan(redisPort: number): Promise<Instance> {
  if (nginx === undefined) throw new Error('Failed to start nginx: install nginx.')
  const port = await findFreePort()
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-losses-'))
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, configuration(folder, port, redisPort))
  const child = spawn(nginx, ['-p', folder, '-c', file, '-e', join(folder, 'error.log')], {
    stdio: 'ignore',
  })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  const publishUrl = `http://127.0.0.1:${port}/publish`
  // It answers with 503 until it has Redis.
  const isUp = () =>
    fetch(publishUrl).then(
      ({ status }) => status < 500,
      () => false,
    )
  await until(isUp, 20_000, 'nchan has Redis')
  return {
    publishUrl,
    feedUrl: `http://127.0.0.1:${port}/events`,
    async stop() {
      child.kill('SIGKILL')
      await exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function configuration(folder: string, port: number, redisPort: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  // Of a location: in a server block it is accepted, and has no effect.
  const channel = `
      nchan_redis_pass redis;
      nchan_redis_storage_mode distributed;
      nchan_channel_id all;
      nchan_message_buffer_length 10000;
      nchan_message_timeout 1h;
    `
  return `
load_module ${nchanModule};
daemon off;
master_process off;
pid ${folder}/nginx.pid;
events { worker_connections 1000; }
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  upstream redis { nchan_redis_server redis://127.0.0.1:${redisPort}; }
  server {
    listen 127.0.0.1:${port};
    location = /publish { nchan_publisher; ${channel} }
    location = /events { nchan_subscriber eventsource; nchan_subscriber_first_message newest; ${channel} }
  }
}
`
}
