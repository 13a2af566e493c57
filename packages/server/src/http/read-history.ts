import { forAgent } from '@centralino/core';
import { CentralinoError, type EventData, type InteractionHistory, interactionStream, type SessionUser } from '@centralino/protocol';
import type { Kysely } from 'kysely';
import { isOfSupervisor } from '../realtime/secret-events.ts';
import type { Database } from '../store/database.ts';

/** Agents see the interactions that they had a part in; supervisors and administrators see all. null: all. */
export const onlyOf = (user: SessionUser): string | null =>
  user.roles.includes('supervisor') || user.roles.includes('admin') ? null : user.id;

/**
 * An interaction with every committed step of it, oldest first. `onlyOf`: refused (as if it did not exist) unless this agent had a part
 * in it, or called, and what colleagues noted is left out; null: everything. View and events are read as of one moment.
 */
export async function readHistory(db: Kysely<Database>, id: string, onlyOf: string | null): Promise<InteractionHistory> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      let query = tx.selectFrom('interactions').select('view').where('id', '=', id);
      if (onlyOf !== null) {
        query = query.where((eb) =>
          eb.or([
            eb('origin_agent_id', '=', onlyOf),
            eb.exists(eb.selectFrom('segments').select('segments.id').where('interaction_id', '=', id).where('agent_id', '=', onlyOf)),
          ]),
        );
      }
      const row = await query.executeTakeFirst();
      if (row === undefined) throw new CentralinoError('interaction.unknown');
      const events = await tx.selectFrom('events').selectAll().where('stream', '=', interactionStream(id)).orderBy('version').execute();
      if (onlyOf === null) return { interaction: row.view, events };
      return {
        interaction: forAgent(row.view, onlyOf),
        events: events.filter(
          (event) =>
            !isOfSupervisor(event) && (event.type !== 'segment.noted' || (event.data as EventData<'segment.noted'>).agentId === onlyOf),
        ),
      };
    });
}
