import { createHmac, createPublicKey, createVerify, generateKeyPairSync } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTestClock } from '../engine/testing.ts';
import { openTestStore, type TestStore } from '../store/testing.ts';
import { openNotifications, openReceiver, testRecord, type OpenNotifications, type Receiver } from './testing.ts';

let store: TestStore;
let receiver: Receiver;
let open: OpenNotifications;
beforeEach(async () => {
  [store, receiver] = await Promise.all([openTestStore(), openReceiver()]);
});
afterEach(async () => {
  await open?.close();
  await receiver.close();
  await store.close();
});

const service = ['SERVICECALL RING', 'SERVICECALL SERVICE_ANSWER', 'SERVICECALL SERVICE_HANGUP', 'SERVICECALL HANGUP'] as const;
/** Polls what only the database or memory can tell. */
const until = (check: () => unknown): Promise<unknown> => vi.waitFor(check, { timeout: 10_000, interval: 20 });

/** In steps, so that the answers of real sockets come between. */
async function minutePasses(clock: ReturnType<typeof createTestClock>): Promise<void> {
  for (let step = 0; step < 6; step++) {
    clock.advance(10_000);
    await open.notifications.idleForTesting();
  }
}

describe('a record', () => {
  it('is told by GET in the order of its mapping, encoded as TVox does', async () => {
    open = await openNotifications(store);
    const mario = await open.contacts.create({ firstName: 'Mario', lastName: 'Rossi', tel: [{ value: '0452224600', type: 'MAIN' }] });
    await open.notifications.create(
      testRecord(
        `${receiver.url}/ring.php?crm=1`,
        ['SERVICECALL RING'],
        ['dateISO→dateTime', 'idlastcall→callId', 'pin→agent', 'servizio→service', 'cli→callerNumber', 'clidsurname→x y&@'],
      ),
    );
    await open.ring('call-1', mario.id);
    await receiver.atLeast(1);
    const events = await open.engine.readEvents({ afterSeq: 0, limit: 1_000 });
    const at = events.find(({ type }) => type === 'segment.offered')?.at ?? 0;
    const dateTime = encodeURIComponent(new Date(at).toISOString());
    expect(dateTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d%3A\d\d%3A\d\d\.\d{3}Z$/);
    expect(receiver.paths()).toEqual([
      `/ring.php?crm=1&dateTime=${dateTime}&callId=call-1&agent=op1&service=sales&callerNumber=0452224600&x%20y%26%40=Rossi`,
    ]);
    await open.send({ type: 'interaction.leave', interactionId: 'call-1' });
  });

  it('is told by POST as a form, with Basic credentials and values of integrations', async () => {
    open = await openNotifications(store);
    const body = testRecord(`${receiver.url}/in`, ['SERVICECALL SERVICE_ANSWER'], ['id', 'userdnis'], {
      type: 'POST',
      username: 'crm',
      password: 'p:ä',
    });
    body.events[0]?.popupVariables.push({ key: 'crmId', parameter: 'crm_id' }, { key: 'nothing', parameter: 'none' });
    const record = await open.notifications.create(body);
    expect(JSON.stringify(record)).not.toContain('p:ä');
    await open.ring('c');
    await open.send({ type: 'interaction.setData', interactionId: 'c', data: [{ name: 'crmId', value: '7 & 8' }], by: null });
    await open.answer('c');
    await receiver.atLeast(1);
    const [got] = receiver.received;
    expect(got).toMatchObject({ method: 'POST', path: '/in', body: 'id=c&userdnis=op1&crm_id=7%20%26%208&none=' });
    expect(got?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(Buffer.from(got?.headers.authorization?.slice(6) ?? '', 'base64').toString()).toBe('crm:p:ä');
    const stored = await store.db.selectFrom('notification_records').select('secrets').executeTakeFirstOrThrow();
    expect(stored.secrets).not.toContain('p:');
  });

  it('is told only what its rows say: enabled, of the service, while it is on', async () => {
    open = await openNotifications(store);
    const off = testRecord(`${receiver.url}/off`, ['SERVICECALL RING'], ['id'], { enabled: false });
    const rowOff = testRecord(`${receiver.url}/rowOff`, ['SERVICECALL RING', 'SERVICECALL SERVICE_ANSWER'], ['id']);
    if (rowOff.events[0] !== undefined) rowOff.events[0].enabled = false;
    const other = testRecord(`${receiver.url}/other`, ['SERVICECALL RING'], ['id']);
    if (other.events[0] !== undefined) other.events[0].service = 'support';
    for (const one of [off, rowOff, other]) await open.notifications.create(one);
    await open.ring('c');
    await open.answer('c');
    await receiver.atLeast(1);
    expect(receiver.paths()).toEqual(['/rowOff?id=c']);
    expect(await store.db.selectFrom('notification_deliveries').selectAll().execute()).toHaveLength(1);
  });

  it('WEBHOOK: signed as Standard Webhooks say, with two secrets during a rotation; 410 switches it off', async () => {
    open = await openNotifications(store);
    const record = await open.notifications.create(testRecord(receiver.url, service, [], { type: 'WEBHOOK' }));
    const first = open.notifications.records.get(record.id).secrets.webhook[0]?.secret ?? '';
    expect(first).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(record.secrets).toEqual([{ hint: `…${first.slice(-4)}`, createdAt: expect.any(Number) as number, until: null }]);
    const second = await open.notifications.rotateSecret(record.id, 60_000);
    await open.ring('c');
    await receiver.atLeast(1);
    const [got] = receiver.received;
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = got?.headers ?? {};
    const signed = (secret: string): string =>
      `v1,${createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
        .update(`${String(id)}.${String(timestamp)}.${got?.body ?? ''}`)
        .digest('base64')}`;
    expect(signature).toBe(`${signed(second)} ${signed(first)}`);
    expect(JSON.parse(got?.body ?? '')).toMatchObject({
      type: 'servicecall.ring',
      data: { id: 'c', pin: 'op1', servizio: 'sales', popup: {} },
    });
    receiver.answers(410);
    await open.answer('c');
    await until(async () => expect(await open.notifications.get(record.id)).toMatchObject({ enabled: false, gone: true, failed: 1 }));
    await open.send({ type: 'interaction.leave', interactionId: 'c' });
    expect(receiver.received).toHaveLength(2);
  });

  it('SALESFORCE: a token by JWT bearer, kept, and got anew when it is refused', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    let token = 0;
    let valid = 'token-1';
    receiver.answers(({ path, headers }, response) => {
      if (path === '/token') response.end(JSON.stringify({ access_token: `token-${++token}` }));
      else response.writeHead(headers.authorization === `Bearer ${valid}` ? 200 : 401).end();
    });
    open = await openNotifications(store);
    const salesforce = {
      tokenUrl: `${receiver.url}/token`,
      issuer: 'app',
      subject: 'crm@example.com',
      audience: 'https://login.example.com',
    };
    await open.notifications.create(
      testRecord(`${receiver.url}/in`, service, ['event'], {
        type: 'SALESFORCE',
        salesforce,
        privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      }),
    );
    await open.ring('c');
    await receiver.atLeast(2);
    await open.answer('c');
    await receiver.atLeast(3);
    valid = 'token-2';
    await open.send({ type: 'interaction.leave', interactionId: 'c' });
    await receiver.atLeast(6);
    expect(receiver.paths()).toEqual(['/token', '/in', '/in', '/in', '/token', '/in']);
    const assertion = new URLSearchParams(receiver.received[0]?.body).get('assertion') ?? '';
    const [head = '', claims = '', signature = ''] = assertion.split('.');
    expect(
      createVerify('RSA-SHA256')
        .update(`${head}.${claims}`)
        .verify(createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })), signature, 'base64url'),
    ).toBe(true);
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      iss: 'app',
      sub: 'crm@example.com',
      aud: 'https://login.example.com',
    });
    expect(receiver.received.at(-1)).toMatchObject({ body: 'event=SERVICE_HANGUP', headers: { authorization: 'Bearer token-2' } });
    await until(async () => expect((await open.notifications.deliveries({ state: 'delivered', limit: 10 })).deliveries).toHaveLength(3));
  });
});

describe('delivery', () => {
  it('keeps the order of an interaction over failures, and goes on with others meanwhile', async () => {
    open = await openNotifications(store);
    let refuse = true;
    receiver.answers(({ path }, response) => void response.writeHead(refuse && path.includes('id=a') ? 503 : 200).end());
    const record = await open.notifications.create(testRecord(receiver.url, [...service, 'SERVICECALL NEW'], ['id', 'event']));
    await open.ring('a');
    await open.answer('a');
    await open.send({ type: 'interaction.leave', interactionId: 'a' });
    await open.ring('b');
    await receiver.atLeast(3);
    await until(() => expect(receiver.paths().filter((path) => path.includes('id=b'))).toEqual(['/?id=b&event=NEW', '/?id=b&event=RING']));
    expect(receiver.paths().filter((path) => path.includes('id=a') && !path.includes('NEW'))).toEqual([]);
    refuse = false;
    receiver.received.length = 0;
    await open.notifications.resetBreaker(record.id);
    await receiver.atLeast(4);
    expect(receiver.paths()).toEqual(['NEW', 'RING', 'SERVICE_ANSWER', 'SERVICE_HANGUP'].map((event) => `/?id=a&event=${event}`));
  });

  it('is given up at once when trying again would not help; then it can be replayed, one, a range, all', async () => {
    open = await openNotifications(store);
    receiver.answers(404);
    const record = await open.notifications.create(testRecord(receiver.url, service, ['id', 'event']));
    await open.ring('a');
    await open.answer('a');
    await open.send({ type: 'interaction.leave', interactionId: 'a' });
    await until(async () =>
      expect(await open.notifications.get(record.id)).toMatchObject({ failed: 3, pending: 0, breaker: { state: 'closed' } }),
    );
    receiver.answers(200);
    receiver.received.length = 0;
    const [last] = (await open.notifications.deliveries({ limit: 1 })).deliveries;
    expect(last).toMatchObject({ event: 'SERVICE_HANGUP', state: 'failed', attempts: 1, lastError: 'answered 404' });
    expect(await open.notifications.replay({ what: 'delivery', id: last?.id ?? 0 })).toBe(1);
    await receiver.atLeast(1);
    await until(async () => expect(await open.notifications.get(record.id)).toMatchObject({ failed: 2 }));
    expect(await open.notifications.replay({ what: 'failed', record: null })).toBe(2);
    await receiver.atLeast(3);
    await until(async () => expect(await open.notifications.get(record.id)).toMatchObject({ failed: 0, pending: 0 }));
    expect(await open.notifications.replay({ what: 'range', record: record.id, from: 0, to: Date.now() })).toBe(3);
    await receiver.atLeast(6);
    expect(receiver.paths().map((path) => path.slice(path.lastIndexOf('=') + 1))).toEqual([
      'SERVICE_HANGUP',
      'RING',
      'SERVICE_ANSWER',
      'RING',
      'SERVICE_ANSWER',
      'SERVICE_HANGUP',
    ]);
    await expect(open.notifications.replay({ what: 'delivery', id: 1 })).rejects.toMatchObject({ code: 'notification.unknown' });
  });

  it('refuses addresses inside the network and follows no redirect', async () => {
    open = await openNotifications(store);
    receiver.answers((_request, response) => void response.writeHead(302, { location: `${receiver.url}/there` }).end());
    await open.notifications.create(testRecord('http://127.0.0.2:1/', ['SERVICECALL RING'], ['id']));
    await open.notifications.create(testRecord(receiver.url, ['SERVICECALL RING'], ['id']));
    await open.ring('a');
    await until(async () => {
      const { attempts } = await open.notifications.log({ limit: 10 });
      expect(attempts.map(({ outcome, error }) => [outcome, error?.slice(0, 40)]).sort()).toEqual([
        ['failed', 'This address may not be called: 127.0.0.'],
        ['failed', 'answered 302: redirects are not followed'],
      ]);
    });
    expect(receiver.paths()).toEqual(['/?id=a']);
  });

  it('loses nothing of a receiver that is away for an hour, and spares it', async () => {
    const clock = createTestClock(Date.parse('2026-11-20T10:00:00Z'));
    open = await openNotifications(store, clock);
    const { port } = receiver;
    const record = await open.notifications.create(testRecord(receiver.url, service, ['id', 'event']));
    await receiver.close();
    const told: string[] = [];
    for (let minute = 0; minute < 60; minute++) {
      const id = `call-${minute}`;
      await open.ring(id);
      await open.answer(id);
      await open.send({ type: 'interaction.leave', interactionId: id });
      told.push(...['RING', 'SERVICE_ANSWER', 'SERVICE_HANGUP'].map((event) => `/?id=${id}&event=${event}`));
      await minutePasses(clock);
    }
    const away = await open.notifications.get(record.id);
    expect(away.breaker.state).not.toBe('closed');
    expect(away.breaker.lastError).toContain('ECONNREFUSED');
    expect(away).toMatchObject({ pending: 180, failed: 0 });
    const { attempts } = await open.notifications.log({ limit: 200 });
    expect(attempts.length, 'a dead receiver is asked about once a minute').toBeLessThan(100);
    receiver = await openReceiver(port);
    await until(() => {
      clock.advance(1_000);
      expect(receiver.received.length).toBeGreaterThanOrEqual(180);
    });
    for (let minute = 0; minute < 60; minute++) {
      const of = (path: string): boolean => path.includes(`id=call-${minute}&`);
      expect(receiver.paths().filter(of)).toEqual(told.filter(of));
    }
    await until(async () => {
      clock.advance(100);
      expect(await open.notifications.get(record.id)).toMatchObject({ pending: 0, failed: 0, breaker: { state: 'closed' } });
    });
  });

  it.each(['is gone', 'is gone, and we start anew'])('whose pages have a record each keeps the order of calls: %s', async (how) => {
    const clock = createTestClock(Date.parse('2026-11-20T10:00:00Z'));
    open = await openNotifications(store, clock);
    const { port } = receiver;
    for (const kind of service.slice(0, 3)) {
      await open.notifications.create(testRecord(`${receiver.url}/${kind.split(' ')[1] ?? ''}`, [kind], ['id']));
    }
    await receiver.close();
    for (let n = 0; n < 12; n++) {
      const id = `call-${n}`;
      await open.ring(id);
      await open.answer(id);
      await open.send({ type: 'interaction.leave', interactionId: id });
      await minutePasses(clock);
    }
    if (how.endsWith('anew')) await open.close();
    receiver = await openReceiver(port);
    if (how.endsWith('anew')) open = await openNotifications(store, clock);
    await until(async () => {
      // An attempt that takes long by this clock is not waited for by the other pages.
      await open.notifications.idleForTesting();
      clock.advance(200);
      for (const record of await open.notifications.list()) expect(record).toMatchObject({ pending: 0, failed: 0 });
    });
    const told = receiver.paths();
    for (let n = 0; n < 12; n++) {
      const of = told.filter((path) => path.endsWith(`?id=call-${n}`));
      expect(of, `call ${n}`).toEqual(service.slice(0, 3).map((kind) => `/${kind.split(' ')[1] ?? ''}?id=call-${n}`));
    }
  });

  it('takes up what was left when it starts again, in order', async () => {
    receiver.answers(503);
    open = await openNotifications(store);
    await open.notifications.create(testRecord(receiver.url, service, ['id', 'event']));
    await open.ring('a');
    await receiver.atLeast(1);
    await open.close();
    receiver.received.length = 0;
    receiver.answers(200);
    open = await openNotifications(store);
    await receiver.atLeast(1);
    await open.send({ type: 'interaction.leave', interactionId: 'a' });
    await receiver.atLeast(2);
    expect(receiver.paths()[0]).toBe('/?id=a&event=RING');
    expect(receiver.paths().at(-1)).toBe('/?id=a&event=HANGUP');
  });
});

describe('an answer that never ends', () => {
  it('is an answer: it counts once, holds nothing up, and its beginning is in the log when the service stops', async () => {
    open = await openNotifications(store);
    receiver.answers((_request, response) => void response.writeHead(200).write('so far'));
    const record = await open.notifications.create(testRecord(receiver.url, service, ['event'], { responseTimeoutMs: 30_000 }));
    await open.ring('a');
    await open.answer('a');
    await open.send({ type: 'interaction.leave', interactionId: 'a' });
    await receiver.atLeast(3);
    await until(async () => expect(await open.notifications.get(record.id)).toMatchObject({ pending: 0, failed: 0 }));
    expect(receiver.paths()).toEqual(['/?event=RING', '/?event=SERVICE_ANSWER', '/?event=SERVICE_HANGUP']);
    await open.close();
    open = await openNotifications(store);
    const { attempts } = await open.notifications.log({ limit: 9 });
    expect(attempts.map(({ outcome, answer, attempt }) => [outcome, answer, attempt])).toEqual(Array(3).fill(['delivered', 'so far', 1]));
  });
});

describe('the log', () => {
  it('has every attempt without secrets, is searched and paged, and downloaded by month', async () => {
    open = await openNotifications(store);
    receiver.answers((_request, response) => void response.end('Grazie\u0000 mille'));
    const record = await open.notifications.create(
      testRecord(`${receiver.url}/x?api_key=s3cret&a=b`, service, ['id', 'event'], { name: 'CRM' }),
    );
    await open.ring('a');
    await open.answer('a');
    await open.send({ type: 'interaction.leave', interactionId: 'a' });
    await open.ring('b');
    await receiver.atLeast(4);
    await until(async () => expect((await open.notifications.log({ limit: 10 })).attempts).toHaveLength(4));
    const page = await open.notifications.log({ interaction: 'a', limit: 2 });
    expect(page.attempts.map(({ event }) => event)).toEqual(['SERVICE_HANGUP', 'SERVICE_ANSWER']);
    expect(page.attempts[0]).toMatchObject({
      recordId: record.id,
      recordName: 'CRM',
      url: `${receiver.url}/x?api_key=***&a=b&id=a&event=SERVICE_HANGUP`,
      status: 200,
      outcome: 'delivered',
      answer: 'Grazie\ufffd mille',
      attempt: 1,
    });
    expect(
      (await open.notifications.log({ interaction: 'a', limit: 2, before: page.next ?? 0 })).attempts.map(({ event }) => event),
    ).toEqual(['RING']);
    expect((await open.notifications.log({ text: 'GRAZIE', limit: 9 })).attempts).toHaveLength(4);
    expect((await open.notifications.log({ text: '%', limit: 9 })).attempts).toHaveLength(0);
    expect((await open.notifications.log({ outcome: 'failed', limit: 9 })).attempts).toHaveLength(0);

    const [file] = await open.notifications.logFiles();
    const today = new Date();
    const lastDay = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1, 0)).toISOString().slice(0, 10).replaceAll('-', '');
    expect(file).toMatchObject({ name: `centralino_notification_service.log-${lastDay}.gz`, lines: 4 });
    const lines = gunzipSync(await buffer(open.notifications.logFile(file?.name ?? '')))
      .toString()
      .trim()
      .split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toContain('[CRM] SERVICECALL/RING a attempt 1 delivered GET');
    expect(lines.join()).not.toContain('s3cret');
    expect(() => open.notifications.logFile('centralino_notification_service.log-20261101.gz')).toThrow();
  });

  it('forgets what is older than twelve months, and a test is in it too', async () => {
    const clock = createTestClock(Date.parse('2026-11-20T10:00:00Z'));
    open = await openNotifications(store, clock);
    const record = await open.notifications.create(
      testRecord(receiver.url, ['SERVICECALL RING'], ['id', 'cli'], { username: 'u', password: 'hunter22' }),
    );
    const test = await open.notifications.test(record.id, 0);
    expect(test).toMatchObject({ status: 200, answer: 'ok', error: null, request: { method: 'GET', headers: { authorization: '***' } } });
    expect(test.request.url).toMatch(/\?id=test-\d+&cli=0452224600$/);
    await open.ring('a');
    await receiver.atLeast(2);
    clock.advance(1_000);
    await until(async () => expect((await open.notifications.log({ limit: 9 })).attempts).toHaveLength(2));
    clock.advance(370 * 24 * 3_600_000);
    await until(async () => {
      clock.advance(6 * 3_600_000);
      expect((await open.notifications.log({ limit: 9 })).attempts).toEqual([]);
      expect((await open.notifications.deliveries({ limit: 9 })).deliveries).toEqual([]);
    });
  });
});
