import type { MediaIpc } from '@centralino/protocol';
import type { LogLevel } from './logger.ts';

export interface NodeConfig {
  udpPort: number;
  bindAddress: string;
  publicAddress: string | null;
}

/** What goes between the plane and its child processes: the media protocol, and the supervision of the process itself. */
export type NodeIpc =
  | MediaIpc
  | { kind: 'start'; config: NodeConfig }
  /** The node can't work, and ends. */
  | { kind: 'failed'; detail: string }
  | { kind: 'ping'; id: number }
  | { kind: 'pong'; id: number }
  | { kind: 'log'; level: LogLevel; fields: object; message: string };
