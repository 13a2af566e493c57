import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { interactionView } from '@centralino/core';
import { CentralinoError, type CommandRequest, type RecordedFile, type ServiceConfig } from '@centralino/protocol';
import type { Transaction } from 'kysely';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { OggOpusWriter } from '../../../media/src/node/ogg-opus.ts';
import { OpusEncoder } from '../../../media/src/node/opus-codec.ts';
import { toneFrame } from '../../../media/test-kit/tones.ts';
import { ask, openTestHttp, type SignedIn, type TestHttp } from '../http/testing.ts';
import { anonymous, configureHelp, MemoryEngine } from '../realtime/testing/memory-engine.ts';
import { type Database, toJson } from '../store/database.ts';
import { recordingsHolder } from '../privacy/index.ts';
import { RecordingArchive } from './archive.ts';
import { DiskStore } from './disk-store.ts';
import type { FileStore } from './file-store.ts';
import { Recordings } from './recordings.ts';
import { S3Store } from './s3-store.ts';
import { FakeS3 } from './testing/fake-s3.ts';

const logger = pino({ level: 'silent' });
const r1 = 'i1.r-1';
let directory: string;
let http: TestHttp;
let engine: MemoryEngine;
let now = 1_700_000_000_000;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'archive-'));
  http = await openTestHttp({ recordingsDir: join(directory, 'files') });
  await http.app.ready();
});
afterAll(async () => {
  await http.close();
  await rm(directory, { recursive: true, force: true });
});

/** A talk of three seconds that was recorded, and is over. */
beforeEach(async () => {
  engine = new MemoryEngine(() => now);
  await configureHelp(engine);
  const { service } = engine.log[0]!.data as { service: ServiceConfig };
  const recording = { rule: 'always', percent: 100, onDemand: true, announce: false } as const;
  await engine.send({ type: 'service.configure', service: { ...service, recording } });
  await engine.send({ type: 'agent.connect', agentId: 'anna' });
  await engine.send({ type: 'agent.setPresence', agentId: 'anna', presence: { kind: 'ready' }, by: 'agent' });
  const call = { interactionId: 'i1', service: 'help', channel: 'webcall', language: 'en', customer: anonymous } as const;
  await engine.send({ type: 'interaction.create', ...call });
  await engine.send({ type: 'leg.connected', interactionId: 'i1', legId: 'i1.c' });
  await engine.send({ type: 'segment.accept', interactionId: 'i1', segmentId: 'i1.1', agentId: 'anna' });
  await engine.send({ type: 'leg.connected', interactionId: 'i1', legId: 'i1.1.a' });
  now += 3_000;
  await engine.send({ type: 'interaction.leave', interactionId: 'i1' });
});
afterEach(async () => {
  await http.store.db.deleteFrom('recordings').execute();
  for (const name of await readdir(directory)) await rm(join(directory, name), { recursive: true, force: true });
});

/** Writes a file of a recording as a media node does: a tone of so many ms, or the beginning of one when its name ends with `.part`. */
async function writeSpeech(path: string, ms: number): Promise<void> {
  const ogg = new OggOpusWriter();
  const encoder = new OpusEncoder();
  const pages: (Buffer | null)[] = [ogg.head()];
  for (let frame = 0; frame < ms / 20; frame++) pages.push(ogg.write(encoder.encode(toneFrame(440, frame))));
  encoder.close();
  if (!path.endsWith('.part')) pages.push(ogg.end());
  await writeFile(path, Buffer.concat(pages.filter((page) => page !== null)));
}

const archives: RecordingArchive[] = [];
const archiveOn = (store: FileStore): RecordingArchive => {
  const archive = new RecordingArchive({ engine, db: http.store.db, store, directory, logger, firstRetryMs: 5 });
  archives.push(archive);
  return archive;
};
afterEach(async () => {
  for (const archive of archives.splice(0)) await archive.close();
});
const onDisk = (): DiskStore => new DiskStore(join(directory, 'files'));
const spool = join('spool', r1, '1700000000000');
/** As a media node leaves them, and tells of them. */
const recorded = async (names: string[], ms = 3_000, stretch = spool): Promise<RecordedFile[]> => {
  await mkdir(join(directory, stretch), { recursive: true });
  return Promise.all(
    names.map(async (name) => {
      const path = join(directory, stretch, `${r1}.${name}`);
      await writeSpeech(path, ms);
      const legId = name.startsWith('mixed') ? null : name.slice(0, name.indexOf('.ogg'));
      return { legId, path, ms, offsetMs: 0, filledMs: 0, energy: 0.02 };
    }),
  );
};
const all = ['i1.1.a.ogg', 'i1.c.ogg', 'mixed.ogg'];
const state = () => interactionView(engine.committed, 'i1')?.recordings[0];
const settled = () => vi.waitFor(() => expect(['saved', 'failed']).toContain(state()?.state), { timeout: 10_000, interval: 10 });
const row = () => http.store.db.selectFrom('recordings').selectAll().executeTakeFirst();
const left = async (): Promise<string[]> => (await readdir(join(directory, 'spool')).catch(() => [])).sort();

describe('the archive', () => {
  it('keeps the files, checks them, and tells the engine; done again, nothing changes', async () => {
    const files = await recorded(all);
    const archive = archiveOn(onDisk());
    archive.deliver(r1, files);
    archive.deliver(r1, []);
    await settled();
    expect(state()).toMatchObject({ state: 'saved', result: { ms: 3_000, talkMs: 3_000, complete: true, problems: [] } });
    const saved = await row();
    expect(saved).toMatchObject({ interaction_id: 'i1', by_agent_id: null, store: 'disk', result: { complete: true } });
    expect(saved?.files.map(({ party, legId, key }) => [party, legId, key])).toEqual([
      ['mixed', null, `2023/11/14/${r1}/${r1}.0.mixed.ogg`],
      ['agent', 'i1.1.a', `2023/11/14/${r1}/${r1}.1.agent.ogg`],
      ['customer', 'i1.c', `2023/11/14/${r1}/${r1}.2.customer.ogg`],
    ]);
    await vi.waitFor(async () => expect(await left()).toEqual([]));
    archive.deliver(r1, []);
    await archive.close();
    expect((await row())?.files).toEqual(saved?.files);
  });

  it('makes the best of what a media node could not finish: two stretches, not complete', async () => {
    await recorded(
      all.map((name) => `${name}.part`),
      1_200,
    );
    await recorded(all, 1_500, join('spool', r1, '1700000001400'));
    // As after a restart: nobody tells anything.
    await archiveOn(onDisk()).start();
    await settled();
    expect(state()?.result).toMatchObject({ complete: false, problems: ['short'] });
    const files = (await row())!.files;
    expect(files.map(({ party }) => party)).toEqual(['mixed', 'mixed', 'agent', 'customer', 'agent', 'customer']);
    expect(files[1]!.offsetMs).toBe(files[0]!.ms);
    expect(files.map(({ energy }) => energy > 0.01)).not.toContain(false);
    expect(files[1]!.ms).toBeGreaterThan(1_450);
  });

  it('fails a recording of which there is nothing, and shows it as failed', async () => {
    archiveOn(onDisk()).deliver(r1, []);
    await settled();
    expect(state()?.state).toBe('failed');
    expect(await row()).toMatchObject({
      files: [],
      result: { complete: false, talkMs: 3_000, problems: ['notWritten', 'noMix', 'missingLeg'] },
    });
  });

  it('keeps what there is of a recording that broke off in the talk, to be heard and told as not complete', async () => {
    await engine.send({ type: 'recording.fail', interactionId: 'i1', recordingId: r1, detail: 'ENOSPC: no space left on device' });
    expect(state()?.state).toBe('failed');
    const files = await recorded(['mixed.ogg.part', 'i1.c.ogg.part'], 1_500);
    const archive = archiveOn(onDisk());
    archive.deliver(r1, []);
    await vi.waitFor(async () => expect(await left()).toEqual([]), { timeout: 10_000, interval: 10 });
    const kept = (await row())!;
    expect(kept.files.map(({ party }) => party)).toEqual(['mixed', 'customer']);
    expect(kept.result).toMatchObject({ complete: false, talkMs: 3_000 });
    expect(kept.result.problems).toContain('notWritten');
    expect(kept.result.ms).toBeGreaterThan(900);
    await readFile(join(directory, 'files', kept.files[0]!.key));
    expect(files).toHaveLength(2);
    // Told again, also by the next start, it keeps them.
    const later = archiveOn(onDisk());
    later.deliver(r1, []);
    await later.close();
    expect((await row())?.files).toHaveLength(2);
  });

  it('leaves files of which nobody knows any more for the administrator', async () => {
    await recorded(all, 3_000, join('spool', 'gone.r-1', '1700000000000'));
    await archiveOn(onDisk()).start();
    await vi.waitFor(async () => expect(await readdir(join(directory, 'failed', 'gone.r-1'))).toEqual(['1700000000000']));
    await vi.waitFor(async () => expect(await left()).toEqual([]));
  });

  it('tries again until the store takes it, also after a restart; nothing is lost meanwhile', async () => {
    const disk = onDisk();
    let refusals = 0;
    const moody: FileStore = {
      kind: 'disk',
      put: async (key, path) => {
        refusals += 1;
        if (refusals <= 4) throw new Error('the store is away');
        return disk.put(key, path);
      },
      read: (key, range) => disk.read(key, range),
      remove: (key) => disk.remove(key),
    };
    const files = await recorded(all);
    const first = archiveOn(moody);
    first.deliver(r1, files);
    await vi.waitFor(() => expect(refusals).toBeGreaterThanOrEqual(2));
    await first.close();
    expect([state()?.state, await left(), await row()]).toEqual(['saving', [r1], undefined]);
    await archiveOn(moody).start();
    await settled();
    expect(state()?.result?.complete).toBe(true);
  });
});

describe('a store that speaks S3', () => {
  let s3: FakeS3;
  const credentials = { region: 'eu-south-1', keyId: 'AKIDEXAMPLE', secret: 'wJalrXUtnFEMI' };
  beforeEach(async () => {
    s3 = await FakeS3.listen(credentials);
  });
  afterEach(() => s3.close());

  it('gets signed requests, gives parts, forgets, and is away without harm', async () => {
    const store = new S3Store({ url: `${s3.url}/talks`, ...credentials });
    const files = await recorded(all);
    const bytes = await readFile(files[2]!.path);
    archiveOn(store).deliver(r1, files);
    await settled();
    const { files: stored, store: kind } = (await row())!;
    expect(kind).toBe('s3');
    expect([...s3.objects.keys()].sort()).toEqual(stored.map(({ key }) => `/talks/${key}`).sort());
    expect(s3.objects.get(`/talks/${stored[0]!.key}`)).toMatchObject({ type: 'audio/ogg', bytes });
    const read = async (start: number, end: number): Promise<Buffer> =>
      Buffer.concat(await (await store.read(stored[0]!.key, { start, end })).toArray());
    expect(await read(10, 19)).toEqual(bytes.subarray(10, 20));
    await store.remove(stored[0]!.key);
    await expect(read(0, 1)).rejects.toMatchObject({ code: 'recording.unknown' });
    expect(s3.refused).toBe(0);
    const stranger = new S3Store({ url: `${s3.url}/talks`, ...credentials, secret: 'guessed' });
    await expect(stranger.put('x', (await recorded(['mixed.ogg']))[0]!.path, 'audio/ogg')).rejects.toThrow('403');
    expect(s3.refused).toBeGreaterThan(0);
    await s3.close();
    await expect(store.read(stored[1]!.key, { start: 0, end: 1 })).rejects.toMatchObject({ code: 'recording.unavailable' });
  });
});

describe('people', () => {
  const people = {} as Record<'anna' | 'bea' | 'boss' | 'admin', SignedIn>;
  beforeAll(async () => {
    people.anna = await http.signIn('anna', ['agent']);
    people.bea = await http.signIn('bea', ['agent']);
    people.boss = await http.signIn('boss', ['supervisor']);
    people.admin = await http.signIn('admin', ['admin']);
    const view = toJson(null);
    const interaction = { service: 'help', channel: 'webcall', state: 'closed' as const, arrived_at: 1, closed_at: 2, view, seq: 1 };
    await http.store.db
      .insertInto('interactions')
      .values({ id: 'i1', ...interaction })
      .execute();
    const segment = { interaction_id: 'i1', state: 'finished' as const, offered_at: 1, finished_at: 2, note: '', seq: 1 };
    const talked = {
      ...segment,
      id: 'i1.1',
      agent_id: people.anna.id,
      outcome: 'completed' as const,
      accepted_at: 1,
      online_at: 1,
      ended_at: 2,
    };
    const missed = {
      ...segment,
      id: 'i1.2',
      agent_id: people.bea.id,
      outcome: 'missed' as const,
      accepted_at: null,
      online_at: null,
      ended_at: 2,
    };
    await http.store.db.insertInto('segments').values([talked, missed]).execute();
  });

  it('hear the recordings of their talks, in parts if they like; nobody else does', async () => {
    const files = await recorded(all);
    const bytes = await readFile(files[2]!.path);
    const copy = join(directory, 'copy');
    await copyFile(files[2]!.path, copy);
    archiveOn(onDisk()).deliver(r1, files);
    await settled();
    const get = (who: SignedIn, url: string, headers = {}) => ask(http.app, who, { method: 'GET', url: `/api/v1${url}`, headers });
    const file = `/recordings/${r1}/files/0`;
    for (const who of [people.anna, people.boss, people.admin]) {
      const list = await get(who, '/interactions/i1/recordings');
      expect(list.json()).toMatchObject({
        recordings: [{ id: r1, interactionId: 'i1', result: { complete: true }, files: { length: 3 } }],
      });
      expect(list.body).not.toContain('key');
      const whole = await get(who, file);
      expect([whole.statusCode, whole.headers['content-type'], whole.rawPayload.equals(bytes)]).toEqual([200, 'audio/ogg', true]);
    }
    expect((await get(people.bea, '/interactions/i1/recordings')).json()).toMatchObject({ code: 'interaction.unknown' });
    expect((await get(people.bea, file)).json()).toMatchObject({ code: 'recording.unknown' });

    const part = await get(people.anna, `${file}?download`, { range: 'bytes=5-14' });
    expect([part.statusCode, part.headers['content-range'], part.headers['content-length']]).toEqual([
      206,
      `bytes 5-14/${bytes.length}`,
      '10',
    ]);
    expect(part.rawPayload).toEqual(bytes.subarray(5, 15));
    expect(part.headers['content-disposition']).toBe(`attachment; filename="${r1}.0.mixed.ogg"`);
    expect(await get(people.anna, file, { range: 'bytes=999999-' })).toMatchObject({ statusCode: 416 });
    // Each listening is in the audit, once, however many pieces were asked for.
    await get(people.anna, file, { range: 'bytes=20-' });
    const heard = await http.store.db
      .selectFrom('audit')
      .select(['username', 'action'])
      .where('subject_id', '=', r1)
      .orderBy('id')
      .execute();
    expect(heard.map(({ username, action }) => `${username} ${action}`)).toEqual([
      'anna recording.play',
      'boss recording.play',
      'admin recording.play',
      'anna recording.download',
    ]);
    const head = await ask(http.app, people.anna, { method: 'HEAD', url: `/api/v1${file}` });
    expect([head.statusCode, head.headers['content-length'], head.headers['accept-ranges']]).toEqual([200, String(bytes.length), 'bytes']);

    for (const url of [
      `/recordings/${r1}/files/3`,
      `/recordings/${r1}/files/-1`,
      `/recordings/..%2f..%2fetc/files/0`,
      '/recordings/../files/0',
    ]) {
      expect([400, 404], url).toContain((await get(people.admin, url)).statusCode);
    }
  });

  it('with the role of an administrator remove one, with its files', async () => {
    archiveOn(onDisk()).deliver(r1, await recorded(all));
    await settled();
    const remove = (who: SignedIn) => ask(http.app, who, { method: 'DELETE', url: `/api/v1/recordings/${r1}` });
    expect((await remove(people.boss)).statusCode).toBe(403);
    expect((await remove(people.admin)).statusCode).toBe(204);
    expect((await remove(people.admin)).json()).toMatchObject({ code: 'recording.unknown' });
    // The engine's and the projection's part, which do not run here: who asks for it is told that it was removed.
    const command = { type: 'recording.remove', interactionId: 'i1', recordingId: r1 } as const;
    expect(http.sent.at(-1)).toMatchObject(command);
    await engine.send(command);
    await http.store.db
      .updateTable('interactions')
      .set({ view: toJson(interactionView(engine.committed, 'i1')!) })
      .where('id', '=', 'i1')
      .execute();
    const told = await ask(http.app, people.anna, { method: 'GET', url: '/api/v1/interactions/i1/recordings' });
    expect(told.json()).toEqual({ recordings: [], removed: [r1] });
    expect(await readdir(join(directory, 'files', '2023', '11', '14', r1))).toEqual([]);
  });

  it('find them by service, agent, customer, completeness and time, page by page; agents only their own', async () => {
    archiveOn(onDisk()).deliver(r1, await recorded(all));
    await settled();
    const view = interactionView(engine.committed, 'i1')!;
    await http.store.db
      .updateTable('interactions')
      .set({ view: toJson({ ...view, customer: { ...view.customer, name: 'Ann 100% O_Hara' } }) })
      .where('id', '=', 'i1')
      .execute();
    // Two more of an interaction that nobody of these talked in, begun at the same moment.
    const saved = (await row())!;
    await http.store.db
      .insertInto('interactions')
      .values({
        id: 'i2',
        service: 'sales',
        channel: 'video',
        state: 'closed',
        arrived_at: 1,
        closed_at: 2,
        view: toJson(null as never),
        seq: 1,
      })
      .execute();
    await http.store.db
      .insertInto('recordings')
      .values(
        ['i2.r-1', 'i2.r-2'].map((id) => ({
          ...saved,
          id,
          interaction_id: 'i2',
          started_at: saved.started_at + 1_000,
          result: toJson({ ...saved.result, complete: false, problems: ['short'] as const }),
          files: toJson([]),
        })) as never,
      )
      .execute();
    const found = async (who: SignedIn, query = ''): Promise<unknown[]> => {
      const answer = await ask(http.app, who, { method: 'GET', url: `/api/v1/recordings${query}` });
      expect(answer.statusCode, answer.body).toBe(200);
      return answer.json<{ recordings: { id: string }[] }>().recordings.map(({ id }) => id);
    };
    expect(await found(people.admin)).toEqual(['i2.r-1', 'i2.r-2', r1]);
    expect(await found(people.boss, '?complete=true')).toEqual([r1]);
    expect(await found(people.boss, '?complete=false&service=sales')).toEqual(['i2.r-1', 'i2.r-2']);
    expect(await found(people.boss, `?agentId=${people.anna.id}`)).toEqual([r1]);
    expect(await found(people.boss, `?agentId=${people.bea.id}`)).toEqual([]);
    expect(await found(people.boss, '?customer=100%25%20o_h')).toEqual([r1]);
    expect(await found(people.boss, '?customer=1%25n')).toEqual([]);
    expect(await found(people.boss, `?from=${saved.started_at}&to=${saved.started_at + 1_000}`)).toEqual([r1]);
    expect(await found(people.anna)).toEqual([r1]);
    expect(await found(people.bea)).toEqual([]);
    // Pages neither skip nor repeat, also where several began at once.
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const url: string = `/api/v1/recordings?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const page = (await ask(http.app, people.admin, { method: 'GET', url })).json<{ recordings: object[]; next: string | null }>();
      seen.push(...page.recordings.map((one) => (one as { id: string }).id));
      cursor = page.next;
    }
    expect(seen).toEqual(['i2.r-1', 'i2.r-2', r1]);
    const [one] = (await ask(http.app, people.anna, { method: 'GET', url: '/api/v1/recordings' })).json<{ recordings: object[] }>()
      .recordings;
    expect(one).toMatchObject({
      service: 'help',
      channel: 'webcall',
      customer: 'Ann 100% O_Hara',
      agents: ['Agent anna'],
      files: { length: 3 },
    });
    expect(JSON.stringify(one)).not.toContain('"key"');
    expect((await ask(http.app, people.admin, { method: 'GET', url: '/api/v1/recordings?cursor=nonsense' })).statusCode).toBe(400);
  });
});

describe('what is kept of a person', () => {
  it('comes with the files of recordings, and goes with them: also those of failed ones, and in views that the engine has forgotten', async () => {
    const archive = archiveOn(onDisk());
    archive.deliver(r1, await recorded(all));
    await settled();
    const view = toJson(interactionView(engine.committed, 'i1')!);
    const known = {
      service: 'help',
      channel: 'webcall',
      state: 'closed',
      arrived_at: 1,
      closed_at: 2,
      contact_id: null,
      origin_agent_id: null,
    } as const;
    await http.store.db
      .insertInto('interactions')
      .values({ id: 'i1', ...known, view, seq: 1 })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ view }))
      .execute();
    for (const id of ['i1.r-2', 'i10.r-1']) {
      await mkdir(join(directory, 'failed', id, '1'), { recursive: true });
      await writeFile(join(directory, 'failed', id, '1', 'half.ogg'), id);
    }
    let forgotten = false;
    const fenced = <T>(work: (tx: Transaction<Database>) => Promise<T>) => http.store.db.transaction().execute(work);
    const send = async (request: CommandRequest) => {
      if (forgotten) throw new CentralinoError('recording.unknown');
      return engine.send(request);
    };
    const holder = recordingsHolder(http.store.db, new Recordings(http.store.db, { send, fenced }, [onDisk()]), archive);
    const files = new Map<string, number>();
    for await (const { path, content } of holder.files(['i1'])) files.set(path, content.length);
    const stored = (await row())!.files;
    expect([...files]).toEqual([
      ...stored.map(({ name, bytes }) => [`recordings/${r1}/${name}`, bytes]),
      ['recordings/failed/i1.r-2/1/half.ogg', 6],
    ]);
    expect(stored).toHaveLength(3);

    const kept = await row();
    expect(await holder.erase(['i1'])).toBe(2);
    expect(await row()).toBeUndefined();
    expect(await readdir(join(directory, 'failed'))).toEqual(['i10.r-1']);
    expect(await readdir(join(directory, 'files', '2023', '11', '14', r1))).toEqual([]);
    expect(state()).toMatchObject({ state: 'removed', result: null });

    // The same for an interaction that is only in the database any more.
    forgotten = true;
    await http.store.db
      .insertInto('recordings')
      .values({ ...kept!, result: toJson(kept!.result), files: toJson(kept!.files) })
      .execute();
    expect(await holder.erase(['i1'])).toBe(1);
    const { view: after } = await http.store.db.selectFrom('interactions').select('view').where('id', '=', 'i1').executeTakeFirstOrThrow();
    expect(after.recordings).toEqual([{ ...JSON.parse(view).recordings[0], state: 'removed', result: null }]);
  });
});
