/**
 * One party's media connection.
 *
 * ```
 *            connected          lost
 *  pending ────────────▶ connected ────▶ lost(until)
 *     │                      ▲  │          │  │
 *     │                      └──┼──────────┘  │ grace over
 *     ▼                         ▼ connected   ▼
 *   closed ◀────────────────────┴─────────── closed
 * ```
 * A pending leg has no deadline of its own: the interaction's `connectUntil` or the segment's lease covers it.
 * After a restart also a pending customer's leg is `lost`: that gives it a fresh deadline.
 */
export type Leg =
  | { readonly kind: 'pending' }
  | { readonly kind: 'connected' }
  | { readonly kind: 'lost'; readonly until: number }
  | { readonly kind: 'closed' };

export const pendingLeg: Leg = { kind: 'pending' };
export const connectedLeg: Leg = { kind: 'connected' };
export const closedLeg: Leg = { kind: 'closed' };
