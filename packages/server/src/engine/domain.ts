import type { Command, DomainEvent, NewEvent, NotificationFact } from '@centralino/protocol';
import type { Row } from '../store/database.ts';

/** JSON as it is before it is written as text. */
export type RowOf<T extends 'interactions' | 'segments' | 'agent_states' | 'services'> = Row<T>;

/** What a group of events changed in the read tables. */
export interface ReadRows {
  interactions: RowOf<'interactions'>[];
  segments: RowOf<'segments'>[];
  agentStates: RowOf<'agent_states'>[];
  services: RowOf<'services'>[];
  removedAgents: string[];
  removedServices: string[];
}

/** A delivery as the engine writes it: the rest of its columns have defaults. */
export type DeliveryRow = Pick<
  Row<'notification_deliveries'>,
  'id' | 'record_id' | 'interaction_id' | 'call_type' | 'event' | 'at' | 'fact' | 'mapping'
>;

/**
 * Where receivers' deliveries come from. They are written in the transaction of the events that they tell of: none without the event,
 * no event without them.
 */
export interface Outbox {
  /** Whether anybody wants to be told of anything: if not, nothing is worked out. */
  readonly wanted: boolean;
  /** The deliveries of a fact. `seq`: its event. */
  rows(fact: NotificationFact, seq: number): DeliveryRow[];
  /** After they were committed, in the order of the log. Must not throw. */
  committed(rows: readonly DeliveryRow[]): void;
}

/**
 * What the engine runs: `@centralino/core` in the product. The engine knows nothing of interactions and agents; it takes commands,
 * keeps their order, makes their events last and tells them.
 */
export interface Domain<W> {
  create(): W;
  /**
   * Decides and folds in place; throws `CentralinoError` before it changes anything.
   * @param tell hears what events mean to receivers of notifications; `index`: which of the answered events it was
   */
  handle(world: W, command: Command, tell?: (fact: NotificationFact, index: number) => void): NewEvent[];
  evolve(world: W, event: NewEvent): void;
  dueStreams(world: W, at: number): string[];
  nextDeadlineAt(world: W): number | null;
  save(world: W): unknown;
  load(saved: unknown): W;
  /** Interactions that are over for so long that they need not be kept in memory. */
  forgettable(world: W, at: number): string[];
  forget(world: W, id: string): void;
  /**
   * Rows of the read tables after `events`, of which the last ones were just decided on `decided`.
   * @param before the world before these events, if it is at hand: saves looking for rows that show a changed name
   */
  rows(decided: W, events: readonly DomainEvent[], before: W | null): ReadRows;
}
