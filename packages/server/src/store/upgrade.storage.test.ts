import type { Kysely } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { InteractionView } from '@centralino/protocol';
import { toJson } from './database.ts';
import * as callControl from './migrations/002-call-control.ts';
import * as recordings from './migrations/003-recordings.ts';
import { openTestStore, type TestStore } from './testing.ts';

let store: TestStore;
const upgradeViews = async (db: Kysely<unknown>): Promise<void> => {
  await callControl.upgradeViews(db);
  await recordings.upgradeViews(db);
};
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

const leg = (id: string) => ({ id, state: 'closed', until: null });
const segment = (id: string, note: string) => ({
  id,
  agentId: 'anna',
  agentName: 'Anna',
  state: 'finished',
  until: null,
  held: false,
  leg: leg(`${id}.a`),
  offeredAt: 1,
  acceptedAt: 2,
  onlineAt: 3,
  endedAt: 4,
  finishedAt: 5,
  endedBy: 'agent',
  outcome: 'completed',
  note,
  why: { strategy: 'longestIdle', skillset: 'all', idleMs: 1, waitedMs: 2, candidates: 1 },
});
/** As the first version wrote it. */
const oldView = (id: string, segments: unknown[]) => ({
  id,
  service: { code: 'help', name: 'Help' },
  channel: 'video',
  language: 'en',
  state: 'closed',
  arrivedAt: 1,
  since: 5,
  queuedReason: 'arrived',
  closedReason: 'completed',
  customer: { name: 'Mario', contactId: null, answers: [] },
  customerLeg: leg(`${id}.c`),
  segments,
  rating: 4,
});

it('interactions of the first version become what this version shows', async () => {
  const views = [oldView('i1', [segment('i1.1', 'first'), segment('i1.2', 'second')]), oldView('i2', [])];
  for (const [index, view] of views.entries()) {
    await store.db
      .insertInto('interactions')
      .values({
        id: view.id,
        service: 'help',
        channel: 'video',
        state: 'closed',
        arrived_at: 1,
        closed_at: 5,
        view: toJson(view),
        seq: index,
      })
      .execute();
  }
  await upgradeViews(store.db as unknown as Kysely<unknown>);
  const read = async () => (await store.db.selectFrom('interactions').select('view').orderBy('id').execute()).map(({ view }) => view);
  const after = await read();
  for (const view of after) expect(InteractionView.parse(view)).toEqual(view);
  expect(after).toMatchObject([
    {
      ...views[0],
      origin: { kind: 'customer' },
      target: { kind: 'service', code: 'help' },
      targetName: 'Help',
      consultations: [],
      recordings: [],
      callData: [],
      segments: [
        { ...segment('i1.1', 'first'), legId: 'i1.1.a', via: 'offer', service: { code: 'help', name: 'Help' }, muted: false },
        { ...segment('i1.2', 'second'), legId: 'i1.2.a', disposition: null, transferring: null },
      ],
    },
    { ...views[1], segments: [] },
  ]);
  // What has all of it already stays as it is.
  await upgradeViews(store.db as unknown as Kysely<unknown>);
  expect(await read()).toEqual(after);
});
