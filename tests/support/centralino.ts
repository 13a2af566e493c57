import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../packages/server/dist/cli/main.js', import.meta.url));

/** A TCP port that was free a moment ago. */
export async function freeTcpPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}

/** The built product with demo data, in a process and a data directory of its own. */
export class RunningCentralino {
  readonly url: string;
  readonly dataDir: string;
  #child: ChildProcess;
  readonly #env: NodeJS.ProcessEnv;
  #output = '';

  private constructor(url: string, dataDir: string, env: NodeJS.ProcessEnv) {
    this.url = url;
    this.dataDir = dataDir;
    this.#env = env;
    this.#child = this.#spawn();
  }

  static async start(env: NodeJS.ProcessEnv = {}): Promise<RunningCentralino> {
    const port = await freeTcpPort();
    const dataDir = mkdtempSync(join(tmpdir(), 'centralino-e2e-'));
    const running = new RunningCentralino(`http://127.0.0.1:${port}`, dataDir, {
      ...process.env,
      PORT: String(port),
      HOST: '127.0.0.1',
      MEDIA_PORT: String(await freeUdpPort()),
      CENTRALINO_DATA: dataDir,
      ...env,
    });
    await running.ready();
    return running;
  }

  #spawn(): ChildProcess {
    const child = spawn(process.execPath, [main, 'demo'], { env: this.#env, stdio: ['ignore', 'pipe', 'pipe'] });
    const keep = (chunk: Buffer): void => {
      this.#output = (this.#output + chunk.toString()).slice(-100_000);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    return child;
  }

  /** Everything the server printed. */
  get output(): string {
    return this.#output;
  }

  async ready(): Promise<void> {
    const child = this.#child;
    await new Promise<void>((resolve, reject) => {
      const look = (chunk: Buffer): void => {
        if (chunk.toString().includes('Centralino is ready:')) resolve();
      };
      child.stdout?.on('data', look);
      child.once('exit', (code) => reject(new Error(`Centralino ended with code ${code} before it was ready:\n${this.#output}`)));
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** As a power cut would: no time to say goodbye. */
  async kill(): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }

  async restart(): Promise<void> {
    this.#child = this.#spawn();
    await this.ready();
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const gone = once(this.#child, 'exit');
      this.#child.kill('SIGTERM');
      await gone;
    }
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
