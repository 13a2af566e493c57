import { interactionView } from '@centralino/core';
import type { CreateContactBody } from '@centralino/protocol';
import { strFromU8, unzipSync } from 'fflate';
import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { Contacts } from '../contacts/contacts.ts';
import { mergeContacts } from '../contacts/duplicates.ts';
import { createEngine, type Engine } from '../engine/index.ts';
import { createTestClock, testAgent, testCall, testService } from '../engine/testing.ts';
import { ask, openTestHttp } from '../http/testing.ts';
import { openTestStore, silentLogger, type TestStore } from '../store/testing.ts';
import { type PersonalDataHolder, Privacy, Retention } from './index.ts';

const dayMs = 86_400_000;
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const secrets = ['Zebedeo', 'Quagliarulo', 'zebedeo@secret.example', '5559876', 'allergic to nuts', 'order 4711-X', 'rude agent'];

/** Every table of the database as text: what is in none of it is not there. */
async function everything(store: TestStore): Promise<string> {
  const tables = await sql<{ name: string }>`select tablename as name from pg_tables where schemaname = 'public'`.execute(store.db);
  let text = '';
  for (const { name } of tables.rows) {
    const { rows } = await sql<{ row: string }>`select t::text as row from ${sql.table(name)} t`.execute(store.db);
    text += rows.map(({ row }) => row).join('\n');
  }
  return text;
}
const leftOf = async (store: TestStore): Promise<string[]> => {
  const text = await everything(store);
  return secrets.filter((secret) => text.includes(secret));
};

const person: CreateContactBody = {
  firstName: 'Zebedeo',
  lastName: 'Quagliarulo',
  notes: 'allergic to nuts',
  tel: [{ value: '045 5559876', type: 'CELL' }],
  mail: [{ value: 'zebedeo@secret.example', type: 'INTERNET_HOME' }],
};

async function setUp() {
  const store = await openTestStore();
  closing.push(() => store.close());
  const clock = createTestClock();
  const contacts = new Contacts(store.db, () => clock.now());
  let engine: Engine | null = null;
  const startEngine = async (): Promise<Engine> => {
    engine = await createEngine({ store, logger: silentLogger, clock, nodeName: 'test', snapshotEvery: 5 });
    return engine;
  };
  closing.push(async () => engine?.stop());
  const erasedFiles: string[] = [];
  const files: PersonalDataHolder = {
    name: 'recordings',
    erase: async (ids) => erasedFiles.push(...ids) && ids.length,
    files: async function* () {
      yield { path: 'recordings/a.ogg', content: new Uint8Array([1, 2, 3]) };
    },
  };
  const privacyOf = (running: Engine): Privacy =>
    new Privacy({ db: store.db, engine: running, contacts, holders: [files], logger: silentLogger, now: () => clock.now() });
  return { store, clock, contacts, startEngine, privacyOf, erasedFiles, files };
}

/** A customer who calls, is answered, is written about, and leaves; `answers` as they fill in the form. */
async function talk(engine: Engine, id: string, customer: { contactId: string | null; email?: string }): Promise<void> {
  const answers = [
    { key: 'firstName', label: 'Name', value: 'Zebedeo' },
    ...(customer.email === undefined ? [] : [{ key: 'email', label: 'Email', value: customer.email }]),
  ];
  await engine.send({ ...testCall(id), customer: { name: 'Zebedeo Quagliarulo', contactId: customer.contactId, answers } } as Parameters<
    Engine['send']
  >[0]);
  await engine.send({ type: 'leg.connected', interactionId: id, legId: `${id}.c` });
  const part = { interactionId: id, segmentId: `${id}.1`, agentId: 'anna' };
  await engine.send({ type: 'segment.accept', ...part });
  await engine.send({ type: 'leg.connected', interactionId: id, legId: `${id}.1.a` });
  await engine.send({ type: 'interaction.setData', interactionId: id, data: [{ name: 'order', value: 'order 4711-X' }], by: null });
  await engine.send({ type: 'segment.note', ...part, note: 'He is allergic to nuts' });
  await engine.send({ type: 'interaction.leave', interactionId: id });
  await engine.send({ type: 'interaction.rate', interactionId: id, rating: 1, comment: 'rude agent' });
  await engine.send({ type: 'segment.finish', ...part });
}

async function open(engine: Engine): Promise<void> {
  await engine.send(testService());
  await engine.send(testAgent('anna'));
  await engine.send({ type: 'agent.connect', agentId: 'anna' });
  await engine.send({ type: 'agent.setPresence', agentId: 'anna', presence: { kind: 'ready' }, by: 'agent' });
}

describe('a person who is erased', () => {
  it('is nowhere any more: not in the log, in views, in snapshots, in memory, nor after a restart from either', async () => {
    const { store, clock, contacts, startEngine, privacyOf, erasedFiles } = await setUp();
    let engine = await startEngine();
    await open(engine);
    const { id } = await contacts.create(person);
    const twin = await contacts.create({ ...person, lastName: 'Quagliarulo jr' });
    await mergeContacts(store.db, id, twin.id, {}, 'boss', clock.now());
    await talk(engine, 'old', { contactId: twin.id });
    // So long ago that memory knows nothing of it.
    clock.advance(30 * dayMs);
    await talk(engine, 'once', { contactId: id });
    await engine.send({ type: 'interaction.linkContact', interactionId: 'once', contactId: null, name: null, by: 'anna' });
    await talk(engine, 'form', { contactId: null, email: 'ZEBEDEO@secret.example' });
    await talk(engine, 'other', { contactId: null });
    await engine.send({ type: 'interaction.erase', interactionId: 'other' });
    await engine.send({ ...testCall('now'), customer: { name: 'Z', contactId: id, answers: [] } } as Parameters<Engine['send']>[0]);
    expect(interactionView(engine.committed, 'old')).toBeNull();
    expect(await leftOf(store)).toEqual(secrets);

    const privacy = privacyOf(engine);
    await expect(privacy.erase(id, 'Zebedeo Q', 'boss')).rejects.toMatchObject({ code: 'privacy.name' });
    await expect(privacy.erase(id, 'zebedeo  QUAGLIARULO', 'boss')).rejects.toMatchObject({ code: 'privacy.open' });
    expect((await contacts.get(id)).lastName).toBe('Quagliarulo');
    await engine.send({ type: 'interaction.leave', interactionId: 'now' });
    await privacy.forget(['other']);
    const { report } = await privacy.erase(id, 'zebedeo  QUAGLIARULO', 'boss');
    expect(report).toMatchObject({ contacts: 2, interactions: 4, notes: 3, others: { recordings: 4 } });
    expect([...erasedFiles].sort()).toEqual(['form', 'now', 'old', 'once', 'other']);
    expect(await leftOf(store)).toEqual([]);
    expect(JSON.stringify(interactionView(engine.committed, 'once'))).not.toContain('Zebedeo');
    // What happened stays: it is the person who is gone.
    const rows = await store.db.selectFrom('interactions').select(['id', 'erased_at', 'view']).orderBy('id').execute();
    expect(rows.map(({ id: one, view }) => [one, view.segments.length, view.rating])).toContainEqual(['old', 1, 1]);

    await engine.stop();
    expect(await leftOf(store)).toEqual([]);
    engine = await startEngine();
    expect(JSON.stringify(interactionView(engine.committed, 'form'))).not.toContain('Zebedeo');
    await engine.stop();
    await store.db.deleteFrom('snapshots').execute();
    engine = await startEngine();
    expect(interactionView(engine.committed, 'form')?.customer).toEqual({ name: null, contactId: null, answers: [] });
    await engine.send(testService({ name: 'Renamed' }));
    await engine.stop();
    expect(await leftOf(store)).toEqual([]);
  });

  it('is erased to the end after a crash in the middle, and not by an engine that was replaced', async () => {
    const { store, contacts, startEngine, privacyOf } = await setUp();
    const engine = await startEngine();
    await open(engine);
    const { id } = await contacts.create(person);
    await talk(engine, 'i1', { contactId: id });
    const broken = { send: engine.send, renewSnapshot: () => engine.renewSnapshot(), fenced: () => Promise.reject(new Error('killed')) };
    const dying = new Privacy({ db: store.db, engine: broken, contacts, holders: [], logger: silentLogger });
    await expect(dying.erase(id, 'Zebedeo Quagliarulo', 'boss')).rejects.toThrow('killed');
    expect(await leftOf(store)).not.toEqual([]);
    await store.db
      .updateTable('engine_lease')
      .set({ epoch: sql`epoch + 1` })
      .execute();
    await expect(engine.fenced(async () => undefined)).rejects.toMatchObject({ code: 'engine.fenced' });
    await store.db
      .updateTable('engine_lease')
      .set({ epoch: sql`epoch - 1` })
      .execute();
    await privacyOf(engine).resume();
    expect(await leftOf(store)).toEqual([]);
    expect(await privacyOf(engine).list()).toMatchObject([{ by: 'boss', reason: 'person', report: { contacts: 1, interactions: 1 } }]);
  });
});

describe('retention', () => {
  it('forgets what is older than the rule of its service and channel, and nothing else', async () => {
    const { store, clock, startEngine, privacyOf, files, erasedFiles } = await setUp();
    const engine = await startEngine();
    await open(engine);
    const retention = new Retention({ db: store.db, privacy: privacyOf(engine), holders: [files], clock, logger: silentLogger });
    await talk(engine, 'i1', { contactId: null });
    const rule = { interactionDays: 30, recordingDays: 10, deliveryDays: null };
    const names = async () =>
      (await store.db.selectFrom('interactions').select('view').orderBy('id').execute()).map(({ view }) => view.customer.name);
    clock.advance(20 * dayMs);
    await retention.sweep();
    await engine.send(testService({ retention: [{ ...rule, channel: 'video' }] }));
    await retention.sweep();
    expect(erasedFiles).toEqual([]);
    await engine.send(testService({ retention: [{ ...rule, channel: null }] }));
    await retention.sweep();
    expect(erasedFiles).toEqual(['i1']);
    expect(await names()).toEqual(['Zebedeo Quagliarulo']);
    clock.advance(11 * dayMs);
    await engine.send({ type: 'agent.setPresence', agentId: 'anna', presence: { kind: 'ready' }, by: 'agent' });
    await talk(engine, 'i2', { contactId: null });
    await retention.sweep();
    expect(await names()).toEqual([null, 'Zebedeo Quagliarulo']);
    expect(await privacyOf(engine).list()).toMatchObject([{ by: 'retention', report: { interactions: 1 } }]);
    await retention.sweep();
    expect(await privacyOf(engine).list()).toHaveLength(1);
  });
});

describe('a person’s data', () => {
  it('come as an archive, for administrators', async () => {
    const http = await openTestHttp();
    closing.push(() => http.close());
    await http.app.ready();
    const admin = await http.signIn('boss', ['admin']);
    const { id } = await http.contacts.create(person);
    expect((await ask(http.app, admin, { url: `/api/v1/privacy/contacts/${id}` })).json()).toEqual({
      name: 'Zebedeo Quagliarulo',
      contacts: 1,
      interactions: 0,
    });
    const answer = await ask(http.app, admin, { url: `/api/v1/privacy/contacts/${id}/export` });
    const archive = unzipSync(answer.rawPayload);
    expect(JSON.parse(strFromU8(archive['contact.json'] ?? new Uint8Array()))).toMatchObject([{ id, notes: 'allergic to nuts' }]);
    const erased = await ask(http.app, admin, {
      method: 'POST',
      url: '/api/v1/privacy/erasures',
      payload: { contactId: id, name: 'Zebedeo Quagliarulo' },
    });
    expect(erased.json()).toMatchObject({ report: { contacts: 1 }, by: admin.id });
    expect((await ask(http.app, admin, { url: '/api/v1/privacy/erasures' })).body).not.toContain('Zebedeo');
    expect((await ask(http.app, admin, { url: `/api/v1/contacts/${id}` })).json()).toMatchObject({ code: 'contact.unknown' });
  });
});
