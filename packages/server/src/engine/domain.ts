import type { Command, DomainEvent, NewEvent } from '@centralino/protocol';
import type { Row } from '../store/database.ts';

/** JSON as it is before it is written as text. */
export type RowOf<T extends 'interactions' | 'segments' | 'agent_states' | 'services'> = Omit<Row<T>, 'erased_at'>;

/** What a group of events changed in the read tables. */
export interface ReadRows {
  interactions: RowOf<'interactions'>[];
  segments: RowOf<'segments'>[];
  agentStates: RowOf<'agent_states'>[];
  services: RowOf<'services'>[];
  removedAgents: string[];
  removedServices: string[];
}

/**
 * What the engine runs: `@centralino/core` in the product. The engine knows nothing of interactions and agents; it takes commands,
 * keeps their order, makes their events last and tells them.
 */
export interface Domain<W> {
  create(): W;
  /** Decides and folds in place; throws `CentralinoError` before it changes anything. */
  handle(world: W, command: Command): NewEvent[];
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
