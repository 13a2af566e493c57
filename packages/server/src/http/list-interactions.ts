import { forAgent } from '@centralino/core';
import { CentralinoError, type InteractionQuery, type InteractionView } from '@centralino/protocol';
import type { Kysely } from 'kysely';
import type { Database } from '../store/database.ts';

/** The place after which the next page begins: (arrival, id) is a total order, so pages neither skip nor repeat while new ones arrive. */
export type Cursor = { arrivedAt: number; id: string };

export const writeCursor = ({ arrivedAt, id }: Cursor): string => Buffer.from(`${arrivedAt} ${id}`).toString('base64url');

export function readCursor(text: string): Cursor {
  const match = /^(\d{1,15}) ([A-Za-z0-9._-]{1,80})$/.exec(Buffer.from(text, 'base64url').toString());
  if (match === null) {
    throw new CentralinoError('request.invalid', 'use the "next" of the page before as cursor', { fields: { cursor: 'invalid' } });
  }
  return { arrivedAt: Number(match[1]), id: match[2] ?? '' };
}

/** One page of interactions, newest first. `onlyOf`: just those in which this agent had a part, or which they called, and with their own notes only; null: all. */
export async function listInteractions(
  db: Kysely<Database>,
  filter: InteractionQuery,
  onlyOf: string | null,
): Promise<{ interactions: InteractionView[]; next: string | null }> {
  let query = db.selectFrom('interactions').select(['id', 'arrived_at', 'view']);
  if (filter.state === 'open') query = query.where('closed_at', 'is', null);
  else if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  if (filter.service !== undefined) query = query.where('service', '=', filter.service);
  if (filter.channel !== undefined) query = query.where('channel', '=', filter.channel);
  if (filter.contactId !== undefined) query = query.where('contact_id', '=', filter.contactId);
  if (filter.from !== undefined) query = query.where('arrived_at', '>=', filter.from);
  if (filter.to !== undefined) query = query.where('arrived_at', '<', filter.to);
  for (const agentId of [filter.agentId, onlyOf ?? undefined]) {
    if (agentId === undefined) continue;
    query = query.where((eb) =>
      eb.or([
        eb('origin_agent_id', '=', agentId),
        eb.exists(
          eb
            .selectFrom('segments')
            .select('segments.id')
            .whereRef('segments.interaction_id', '=', 'interactions.id')
            .where('segments.agent_id', '=', agentId),
        ),
      ]),
    );
  }
  if (filter.cursor !== undefined) {
    const after = readCursor(filter.cursor);
    query = query.where((or) =>
      or.or([or('arrived_at', '<', after.arrivedAt), or.and([or('arrived_at', '=', after.arrivedAt), or('id', '>', after.id)])]),
    );
  }
  // One more than asked for tells whether there is a next page.
  const rows = await query
    .orderBy('arrived_at', 'desc')
    .orderBy('id')
    .limit(filter.limit + 1)
    .execute();
  const page = rows.slice(0, filter.limit);
  const last = page.at(-1);
  const next = rows.length > page.length && last !== undefined ? writeCursor({ arrivedAt: last.arrived_at, id: last.id }) : null;
  return { interactions: page.map(({ view }) => (onlyOf === null ? view : forAgent(view, onlyOf))), next };
}
