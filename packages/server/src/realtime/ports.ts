import type { IncomingHttpHeaders } from 'node:http';
import type { Kysely } from 'kysely';
import type { World } from '@centralino/core';
import type { CommandRequest, DomainEvent, Obstacle, SessionUser } from '@centralino/protocol';
import type { Database } from '../store/database.ts';
import type { TokenPort } from './desk-tokens.ts';
import type { RealtimeLimits } from './limits.ts';

/** What the doors need of the engine. */
export interface EnginePort {
  send(command: CommandRequest): Promise<DomainEvent[]>;
  /** Evolves only after commit: the only world that doors read. */
  readonly committed: World;
  readonly seq: number;
  onCommitted(listener: (events: DomainEvent[]) => void): () => void;
  /** Whether what is sent now can be saved. */
  readonly health: { readonly obstacle: Obstacle | null; onChange(listener: (obstacle: Obstacle | null) => void): () => void };
}

/** What the doors need of the store. */
export interface StorePort {
  db: Kysely<Database>;
}

/** Who sits at a desk. */
export type DeskUser = { user: SessionUser; sessionId: string; /** Of their browser. */ address: string };

/** What the hub needs of `auth`. */
export interface AuthPort {
  sessionFromRequest(request: { headers: IncomingHttpHeaders }): Promise<{ user: SessionUser; sessionId: string } | null>;
  deskTokens: TokenPort;
  onSignedOut(listener: (sessionId: string, userId: string) => void): unknown;
}

export type RealtimeConfig = {
  /** Origin under which browsers reach the server; null: the request's own. */
  publicUrl: string | null;
  turn: { urls: string[]; secret: string } | null;
  /** ISO 3166-1; see the snapshot. */
  homeCountry?: string;
  limits?: Partial<RealtimeLimits>;
};
