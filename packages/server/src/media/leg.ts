import { CentralinoError } from '@centralino/protocol';
import type { MediaClient, MediaPrincipal } from './ports.ts';

/** Silence after which a leg counts as lost: while its page is there, and when its page is gone. */
export const lostAfterMs = 3_000;
export const lostWithoutPageMs = 700;

/**
 * One party's media as the door sees it.
 *
 *            offer             connected            closed, or silent too long
 *   (none) ────────▶ starting ───────────▶ flowing ───────────▶ down
 *                       ▲                     │                   │
 *                       └────── offer ────────┴────── offer ──────┘
 *                                   down ──────▶ flowing   (audio is back on the same transport)
 */
export class Leg {
  readonly id: string;
  /** The talk and what belongs to it (see `mediaGroup` of core): it has one media node, and is wired in one go. */
  readonly group: string;
  readonly principal: MediaPrincipal;
  state: 'starting' | 'flowing' | 'down' = 'starting';
  /** Why it went down: a word for the log. */
  cause = '';
  /** The media plane has it (also when its transport is down). */
  exists = false;
  /** The source that the plane was told for it, as JSON; null: nothing was told yet. */
  wired: string | null = null;
  /** The page that offered last; null: that page's socket is gone. */
  owner: MediaClient | null = null;
  /** Since when no audio has come, by the door's clock; null: audio flows. */
  silentSince: number | null = null;
  /** The transport is up (whether or not audio flows). */
  transportUp = false;
  timer: NodeJS.Timeout | undefined;

  constructor(id: string, group: string, principal: MediaPrincipal) {
    this.id = id;
    this.group = group;
    this.principal = principal;
  }
}

export const samePrincipal = (a: MediaPrincipal, b: MediaPrincipal): boolean =>
  a.party === 'agent' ? b.party === 'agent' && a.agentId === b.agentId : b.party === 'customer' && a.interactionId === b.interactionId;

/** The engine ends before the media plane does: what it is told then is told again by the next process. */
export const isStopping = (error: unknown): boolean => error instanceof CentralinoError && error.code === 'server.stopping';
