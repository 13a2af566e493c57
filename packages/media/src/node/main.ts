import ndc from 'node-datachannel';
import { CentralinoError, type MediaMethod } from '@centralino/protocol';
import type { NodeConfig, NodeIpc } from '../ipc.ts';
import type { Logger, LogLevel } from '../logger.ts';
import { MediaNode } from './media-node.ts';
import { createNativeLog } from './native-log.ts';
import { probeUdpPort } from './probe-udp-port.ts';
import { withoutSecrets } from './without-secrets.ts';

/** The child process: one media engine, spoken to by the plane that forked it. Without its parent it has no reason to live. */

/** Longest that legs and recordings may take to end; the parent, where it lives, kills a little earlier. */
const closeWithinMs = 4_000;

const send = (message: NodeIpc): void => {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
};

const logAt =
  (level: LogLevel) =>
  (fields: object, message: string): void =>
    send({ kind: 'log', level, fields, message });
const logger: Logger = { debug: logAt('debug'), info: logAt('info'), warn: logAt('warn'), error: logAt('error') };

ndc.initLogger('Warning', createNativeLog(logger));

let node: MediaNode | null = null;

async function start(config: NodeConfig): Promise<void> {
  if (node !== null) return;
  try {
    await probeUdpPort(config.udpPort, config.bindAddress);
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    const detail = `UDP port ${config.udpPort} on ${config.bindAddress} is not to be had (${code}): stop the program that uses it, or choose another media port`;
    process.send?.({ kind: 'failed', detail } satisfies NodeIpc, () => process.exit(3));
    return;
  }
  node = new MediaNode({ config, logger, emit: (event) => send({ kind: 'event', event }) });
  send({ kind: 'event', event: { type: 'node.ready', udpPort: config.udpPort } });
}

async function answer(id: number, method: MediaMethod, params: unknown): Promise<void> {
  try {
    if (node === null) throw new CentralinoError('media.unavailable', 'the node is not started');
    send({ kind: 'reply', id, result: await node.handle(method, params) });
  } catch (error) {
    const known = error instanceof CentralinoError;
    if (!known) logger.error({ method, error: withoutSecrets(String((error as Error)?.stack ?? error)) }, 'media request failed');
    send({ kind: 'error', id, code: known ? error.code : 'server.error', detail: known ? (error.detail ?? '') : '' });
  }
}

process.on('message', (message: NodeIpc) => {
  switch (message.kind) {
    case 'start':
      void start(message.config);
      break;
    case 'request':
      void answer(message.id, message.method, message.params);
      break;
    case 'ping':
      send({ kind: 'pong', id: message.id });
      break;
    case 'reply':
    case 'error':
    case 'event':
    case 'pong':
    case 'log':
    case 'failed':
      break;
  }
});

process.on('disconnect', () => {
  // The library's threads get a moment to tell the browsers that the connection is over, and recordings theirs to be finished.
  const told = new Promise((resolve) => setTimeout(resolve, 200));
  void Promise.allSettled([told, node?.close()]).then(() => process.exit(0));
  // No parent is there any more to end a node that does not come to its end, and the next server needs its port.
  setTimeout(() => process.exit(1), closeWithinMs);
});
// Ctrl-C in a terminal and a service manager's stop reach the whole group of processes: the parent decides when its nodes end.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
