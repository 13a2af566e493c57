import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type CentralinoConfig, isSecure, loadConfig } from '../config/config.ts';
import { checkDataDir, checkTcpPort, checkUdpPorts, readTls } from '../config/preflight.ts';
import { createLogger } from '../config/logger.ts';
import { defaultAppsDir } from '../http/static-apps.ts';
import { openStore } from '../store/index.ts';

type Check = { what: string; look(): Promise<string | void> | string | void };

/** Looks at everything that the server needs and says for each what is wrong. Exit code 1 when something is. */
export async function doctor(): Promise<number> {
  let config: CentralinoConfig | undefined;
  const checks: Check[] = [
    { what: 'Node.js 20.19 or newer', look: checkNode },
    {
      what: 'Settings',
      look: () => {
        config = loadConfig('start');
      },
    },
  ];
  let failed = await report(checks);
  if (config !== undefined) failed += await report(checksOf(config));
  console.log(failed === 0 ? '\nEverything is as it should be.' : `\n${failed} of them must be mended first.`);
  return failed === 0 ? 0 : 1;
}

function checksOf(config: CentralinoConfig): Check[] {
  const { media } = config;
  const lastPort = media.port + media.nodes - 1;
  return [
    { what: `Data directory ${config.dataDir}`, look: () => checkDataDir(config.dataDir) },
    { what: `TCP port ${config.port}`, look: () => checkTcpPort(config.host, config.port) },
    {
      what: `UDP port ${media.nodes === 1 ? media.port : `${media.port}-${lastPort}`}`,
      look: () => checkUdpPorts(media.host, media.port, media.nodes),
    },
    { what: 'Database', look: () => checkDatabase(config) },
    { what: 'Media engine', look: checkMedia },
    { what: 'Browser apps', look: checkApps },
    { what: 'Encryption', look: () => checkTls(config) },
  ];
}

async function report(checks: Check[]): Promise<number> {
  let failed = 0;
  for (const { what, look } of checks) {
    try {
      const note = await look();
      console.log(`  ok      ${what}${typeof note === 'string' ? `: ${note}` : ''}`);
    } catch (error) {
      failed += 1;
      console.log(`  WRONG   ${what}: ${(error as Error).message}`);
    }
  }
  return failed;
}

function checkNode(): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) throw new Error(`this is ${process.version}: install a newer one`);
  return process.version;
}

async function checkDatabase(config: CentralinoConfig): Promise<string> {
  const store = await openStore({ ...config, logger: createLogger('silent'), beside: true, waitMs: 2_000 });
  await store.close();
  return store.embedded ? 'built-in PostgreSQL' : 'your PostgreSQL';
}

async function checkMedia(): Promise<void> {
  try {
    await import('node-datachannel');
  } catch (error) {
    throw new Error(`node-datachannel does not load (${(error as Error).message.split('\n')[0]}): run "npm ci" again`, { cause: error });
  }
}

function checkApps(): void {
  const missing = ['desk', 'widget'].filter((app) => !existsSync(join(defaultAppsDir, app, 'dist/app')));
  if (missing.length > 0) throw new Error(`${missing.join(' and ')} not built: run "npm run build"`);
}

async function checkTls(config: CentralinoConfig): Promise<string> {
  if (config.tls !== null) await readTls(config.tls);
  return isSecure(config)
    ? 'https'
    : 'none: browsers give the microphone to https pages and to localhost only (TLS_CERT and TLS_KEY, or a proxy and PUBLIC_URL)';
}
