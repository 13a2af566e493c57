import type { z } from 'zod';
import type { Obstacle, RequestData, ReplyData } from '@centralino/protocol';

type RequestMap = Record<string, readonly [z.ZodType, z.ZodType]>;

/** One function per request of a map of the protocol; it answers the reply's data or throws a `CentralinoError`. */
export type Handlers<M extends RequestMap> = {
  [T in Exclude<keyof M, 'hello'>]: (data: RequestData<M, T>) => ReplyData<M, T> | Promise<ReplyData<M, T>>;
};

/** What a connection becomes when its `hello` was accepted. */
export interface Session {
  /** Shapes of the requests that it knows. */
  readonly requests: RequestMap;
  readonly handlers: Readonly<Record<string, (data: never) => unknown>>;
  /** The reply to `hello`. */
  readonly greeting: unknown;
  /** Called right after the greeting was sent: sends the first state and goes live. Nothing may be awaited before the state is sent. */
  started(): void;
  /** The client was too slow and lost pushes: send the whole present state. */
  resync(): void;
  /** Nothing can be saved, for this reason; null: it can again. Absent: nobody is there to be told. */
  trouble?(obstacle: Obstacle | null): void;
  /** The socket is gone. `dead`: it stopped answering (as opposed to having been closed). */
  ended(dead: boolean): void;
}

/** Sends frames that nobody asked for. */
export interface Pusher {
  /** Identifies the socket in ownership of media. */
  readonly id: string;
  /**
   * Sends a push. A slow client loses it (false) and gets `resync()` later; `always` is for the few small frames that no
   * later state repeats.
   */
  push(type: string, data: unknown, options?: { seq?: number; always?: boolean }): boolean;
  /** Bytes that wait to be sent. */
  readonly bufferedBytes: number;
  setRinging(ringing: boolean): void;
  close(code: number, reason: string): void;
}
