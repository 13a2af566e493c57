import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedNotifications } from '../demo/notification-records.ts';
import { openReceiver, testRecord, type Receiver } from '../notify/testing.ts';
import { ask, openTestHttp, type SignedIn, type TestHttp } from './testing.ts';

let http: TestHttp;
let admin: SignedIn;
let receiver: Receiver;
beforeAll(async () => {
  [http, receiver] = await Promise.all([openTestHttp(), openReceiver()]);
  admin = await http.signIn('boss', ['admin']);
  http.notifications.start();
});
afterAll(async () => {
  await http.close();
  await receiver.close();
});

const call = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, payload?: object) => {
  const answer = await ask(http.app, admin, { method, url: `/api/v1/notifications${path}`, ...(payload === undefined ? {} : { payload }) });
  return {
    status: answer.statusCode,
    text: answer.body,
    body: answer.body === '' ? null : (JSON.parse(answer.body) as Record<string, unknown>),
  };
};

describe('notification records over REST', () => {
  it('are made, changed, tested and removed; secrets are only ever written', async () => {
    const record = testRecord(`${receiver.url}/in`, ['SERVICECALL RING'], ['id'], { username: 'crm', password: 'hunter2222' });
    const made = await call('POST', '/records', record);
    expect(made).toMatchObject({
      status: 201,
      body: { name: 'Test', hasPassword: true, breaker: { state: 'closed' }, pending: 0, failed: 0 },
    });
    const id = String(made.body?.['id']);
    const { password: _unchanged, ...withoutPassword } = record;
    const changed = await call('PUT', `/records/${id}`, { ...withoutPassword, name: 'CRM' });
    expect(changed.body).toMatchObject({ name: 'CRM', hasPassword: true });
    const test = await call('POST', `/records/${id}/test`, { row: 0 });
    expect(test.body).toMatchObject({ status: 200, answer: 'ok', request: { method: 'GET', headers: { authorization: '***' } } });
    expect(receiver.received[0]?.headers.authorization).toBe(`Basic ${Buffer.from('crm:hunter2222').toString('base64')}`);
    expect((await call('GET', '/log?record=' + id)).body).toMatchObject({
      attempts: [{ recordName: 'CRM', outcome: 'delivered', deliveryId: null }],
    });
    expect((await call('PUT', `/records/${id}`, { ...withoutPassword, password: null })).body).toMatchObject({ hasPassword: false });
    for (const { text } of [made, changed, test, await call('GET', '/records')]) expect(text).not.toContain('hunter2222');
    expect((await call('POST', `/records/${id}/secret`, {})).body).toMatchObject({ code: 'notification.noSecret' });
    expect((await call('DELETE', `/records/${id}/breaker`)).status).toBe(200);
    expect((await call('POST', '/replay', { what: 'failed', record: null })).body).toEqual({ replayed: 0 });
    expect((await call('DELETE', `/records/${id}`)).status).toBe(204);
    expect((await call('GET', `/records/${id}`)).body).toMatchObject({ code: 'notification.unknown' });
    expect((await call('GET', '/log?record=' + id)).body).toMatchObject({ attempts: [{ recordName: 'CRM' }] });
  });

  it('shows a signing secret once', async () => {
    const made = await call('POST', '/records', testRecord(receiver.url, [], [], { type: 'WEBHOOK' }));
    const { body } = await call('POST', `/records/${String(made.body?.['id'])}/secret`, {});
    expect(body?.['secret']).toMatch(/^whsec_/);
    expect((await call('GET', '/records')).text).not.toContain(String(body?.['secret']));
    expect((body?.['record'] as { secrets: unknown[] }).secrets).toHaveLength(2);
  });

  it.each([
    ['an address with a password in it', { uri: 'http://user:pw@crm.example/' }],
    ['an address that is none', { uri: 'ftp://crm.example/' }],
    [
      'an event of another type',
      { events: [{ ...testRecord('http://x.example', ['SERVICECALL RING'], []).events[0], event: 'TRANSFERRED' }] },
    ],
    ['a channel of another type', { events: [{ ...testRecord('http://x.example', ['SERVICECALL RING'], []).events[0], channel: 'chat' }] }],
    ['Salesforce without its settings', { type: 'SALESFORCE' }],
    ['a time-out of nothing', { connectTimeoutMs: 0 }],
  ])('refuses %s', async (_what, changes) => {
    const before = http.notifications.records.list().length;
    const answer = await call('POST', '/records', { ...testRecord('http://x.example', [], []), ...changes });
    expect(answer).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    expect(http.notifications.records.list()).toHaveLength(before);
  });

  it('has a catalogue of everything that can be chosen', async () => {
    const { body } = await call('GET', '/catalogue');
    expect(body).toMatchObject({ types: expect.arrayContaining([expect.objectContaining({ callType: 'TRANSFER' })]) as unknown });
    expect((await call('GET', '/log/files')).body).toMatchObject({ files: [{ lines: 1 }] });
    expect((await call('GET', '/log/files/centralino_notification_service.log-20200101.gz')).body).toMatchObject({
      code: 'request.notFound',
    });
  });
});

it('the demo’s nine records are as the example has them, follow it to another port, and stay as they were changed', async () => {
  const { notifications } = http;
  await seedNotifications(notifications, 'http://127.0.0.1:8080');
  const nine = (): { id: string; uri: string; name: string }[] =>
    notifications.records
      .list()
      .map(({ config }) => config)
      .filter(({ id }) => id.startsWith('demo-'));
  expect(nine()).toHaveLength(9);
  const mapped = (id: string): string[] | undefined =>
    notifications.records.get(id).config.events[0]?.variables.map(({ key, parameter }) => `${key}→${parameter}`);
  expect(mapped('demo-service-ring')).toEqual([
    'dateISO→dateTime',
    'idlastcall→callId',
    'pin→agent',
    'servizio→service',
    'cli→callerNumber',
  ]);
  expect(mapped('demo-outbound-new')).toEqual(['dateISO→dateTime', 'id→callId', 'dnis→calledNumber', 'userclid→agent']);
  expect(mapped('demo-transfer-transfer')).toEqual(['dateISO→dateTime', 'id→callId', 'clid→callerNumber', 'userdnis→transferToAgent']);
  expect(notifications.records.get('demo-service-hangup').config.events.map(({ event }) => event)).toEqual(['SERVICE_HANGUP', 'HANGUP']);
  const { config } = notifications.records.get('demo-service-ring');
  await notifications.update('demo-service-ring', { ...config, uri: 'http://crm.example/ring.php', name: 'Mine' });
  await seedNotifications(notifications, 'http://127.0.0.1:9090');
  expect(notifications.records.get('demo-service-ring').config).toMatchObject({ uri: 'http://crm.example/ring.php', name: 'Mine' });
  expect(notifications.records.get('demo-service-answer').config.uri).toBe('http://127.0.0.1:9090/demo/crm/service/answer');
  expect(nine()).toHaveLength(9);
});
