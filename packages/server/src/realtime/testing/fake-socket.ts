import { EventEmitter } from 'node:events';
import type { Frame } from '@centralino/protocol';
import type { Socket } from '../connection.ts';

/** A WebSocket without a network: what was sent can be read, and its buffer can be full. */
export class FakeSocket extends EventEmitter implements Socket {
  bufferedAmount = 0;
  readyState: 0 | 1 | 2 | 3 = 1;
  readonly sent: Frame[] = [];
  closeCode: number | null = null;
  terminated = false;
  pings = 0;

  send(data: unknown): void {
    this.sent.push(JSON.parse(String(data)) as Frame);
  }

  /** Of the socket itself; answered by `emit('pong')`. */
  ping(): void {
    this.pings += 1;
  }

  close(code?: number): void {
    if (this.readyState !== 1) return;
    this.closeCode = code ?? 1005;
    this.readyState = 3;
    this.emit('close');
  }

  terminate(): void {
    this.terminated = true;
    this.readyState = 3;
    this.emit('close');
  }

  /** As if the client had sent it. */
  receive(frame: unknown): void {
    const text = typeof frame === 'string' ? frame : JSON.stringify(frame);
    this.emit('message', Buffer.from(text), false);
  }

  request(id: string, type: string, data: unknown = {}): void {
    this.receive({ v: 1, id, type, data });
  }

  ofType(type: string): Frame[] {
    return this.sent.filter((frame) => frame.type === type);
  }

  answersTo(id: string): Frame[] {
    return this.sent.filter((frame) => frame.id === id);
  }
}
