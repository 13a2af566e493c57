import type { DomainEvent } from '@centralino/protocol';
import { afterEach, expect, it, vi } from 'vitest';
import { Contacts } from '../contacts/contacts.ts';
import { createEngine, type Engine } from '../engine/index.ts';
import { createTestClock, testAgent, testCall, testService } from '../engine/testing.ts';
import { openTestStore, silentLogger } from '../store/testing.ts';
import { readJourney } from './journey.ts';
import { JourneyFeed } from './journey-feed.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const all = { userId: 'sue', all: true };
const anna = { userId: 'anna', all: false };
const outsider = { userId: 'zoe', all: false };

it('tells interactions as what they were, to those who may know, page by page and live', async () => {
  const store = await openTestStore();
  closing.push(() => store.close());
  const clock = createTestClock();
  const engine: Engine = await createEngine({ store, logger: silentLogger, clock, nodeName: 'test' });
  closing.push(() => engine.stop());
  const contacts = new Contacts(store.db, () => clock.now());
  const { id: contactId } = await contacts.create({ lastName: 'Rossi' });
  const pushed = vi.fn<(type: string, data: { interactionId: string; entry: { result: string } | null }) => boolean>(() => true);
  const feed = new JourneyFeed({ engine, store, contacts, now: () => clock.now(), logger: { error: () => undefined } as never });
  closing.push(async () => feed.stop());
  await feed.watch({ id: 's1', push: pushed } as never, all, contactId);

  await engine.send(testService({ recording: { rule: 'never', percent: 100, onDemand: true, announce: true } }));
  for (const agent of ['anna', 'bruno']) {
    await engine.send(testAgent(agent));
    await engine.send({ type: 'agent.connect', agentId: agent });
  }
  await engine.send({ type: 'agent.setPresence', agentId: 'anna', presence: { kind: 'ready' }, by: 'agent' });
  const call = async (id: string): Promise<DomainEvent[]> => {
    const create = testCall(id) as Extract<Parameters<Engine['send']>[0], { type: 'interaction.create' }>;
    await engine.send({ ...create, customer: { name: 'Rossi', contactId, answers: [] } });
    return engine.send({ type: 'leg.connected', interactionId: id, legId: `${id}.c` });
  };

  // Answered, transferred blindly to a colleague who declines, noted.
  await call('talk');
  clock.advance(4_000);
  const part = { interactionId: 'talk', segmentId: 'talk.1', agentId: 'anna' };
  await engine.send({ type: 'segment.accept', ...part });
  await engine.send({ type: 'leg.connected', interactionId: 'talk', legId: 'talk.1.a' });
  clock.advance(60_000);
  await engine.send({ type: 'agent.setPresence', agentId: 'bruno', presence: { kind: 'ready' }, by: 'agent' });
  await engine.send({ type: 'segment.transfer', ...part, to: { kind: 'agent', agentId: 'bruno' } });
  await engine.send({ type: 'segment.decline', interactionId: 'talk', segmentId: 'talk.2', agentId: 'bruno' });
  await engine.send({ type: 'segment.note', ...part, note: 'only for me' });
  await engine.send({ type: 'interaction.leave', interactionId: 'talk' });
  await engine.send({ type: 'interaction.rate', interactionId: 'talk', rating: 4, comment: 'quick and kind' });
  await engine.send({ type: 'segment.finish', ...part });
  // The customer gives up; nobody is there.
  for (const agent of ['anna', 'bruno'])
    await engine.send({ type: 'agent.setPresence', agentId: agent, presence: { kind: 'paused', reason: 'break' }, by: 'agent' });
  clock.advance(1_000);
  await call('gone');
  clock.advance(9_000);
  await engine.send({ type: 'interaction.leave', interactionId: 'gone' });

  const read = (reader: typeof all, filter: object = {}) =>
    readJourney(store.db, [contactId], reader, { limit: 50, ...filter }, clock.now());
  const journey = await read(all);
  expect(journey).toMatchObject({ total: 2, next: null, services: [{ code: 'sales', name: 'Sales' }] });
  expect(journey.entries).toMatchObject([
    { interactionId: 'gone', result: 'abandoned', waitMs: 9_000, talkMs: 0, agents: [], transfers: [] },
    {
      interactionId: 'talk',
      direction: 'in',
      result: 'answered',
      waitMs: 4_000,
      talkMs: 60_000,
      agents: [{ id: 'anna' }],
      missedBy: ['Agent bruno'],
      transfers: [{ kind: 'blind', result: 'declined', to: { agentId: 'bruno' } }],
      notes: [{ text: 'only for me' }],
      rating: 4,
      ratingComment: 'quick and kind',
      mayOpen: true,
    },
  ]);
  // Agents: what they had a part in, with their own notes; or what is of their services.
  expect((await read(anna)).entries).toMatchObject([{ interactionId: 'talk', notes: [{ text: 'only for me' }] }]);
  expect((await read({ userId: 'bruno', all: false })).entries).toMatchObject([{ interactionId: 'talk', notes: [], mayOpen: true }]);
  expect((await read(outsider)).entries).toEqual([]);

  expect((await read(all, { result: 'answered' })).entries.map(({ interactionId }) => interactionId)).toEqual(['talk']);
  expect((await read(all, { result: 'unanswered' })).total).toBe(1);
  expect((await read(all, { channel: 'video' })).total).toBe(0);
  const first = await read(all, { limit: 1 });
  expect((await read(all, { limit: 1, cursor: first.next ?? '' })).entries.map(({ interactionId }) => interactionId)).toEqual(['talk']);

  await vi.waitFor(
    () => expect(pushed.mock.calls.map(([, { interactionId, entry }]) => `${interactionId} ${entry?.result}`)).toContain('gone abandoned'),
    {
      timeout: 10_000,
    },
  );
  // Linked to nobody: whoever shows it lets it go.
  await engine.send({ type: 'interaction.linkContact', interactionId: 'gone', contactId: null, name: null, by: null });
  await vi.waitFor(() => expect(pushed.mock.calls.at(-1)?.[1]).toMatchObject({ interactionId: 'gone', entry: null }), { timeout: 10_000 });
});
