import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningCentralino } from '../support/centralino.ts';
import { RawSocket, type AnyFrame } from '../support/socket.ts';

let centralino: RunningCentralino;
const sockets: RawSocket[] = [];

beforeAll(async () => {
  centralino = await RunningCentralino.start();
});
afterAll(async () => {
  for (const socket of sockets) socket.close();
  await centralino?.stop();
});

async function widget(token: string | null = null): Promise<{ socket: RawSocket; hello: AnyFrame }> {
  const socket = await RawSocket.open(centralino.url, { origin: centralino.url });
  sockets.push(socket);
  const hello = await socket.ask('hello', { app: 'widget', widget: 'shop', language: 'en', token });
  return { socket, hello };
}

const answers = (firstName: string): { key: string; value: string }[] => [
  { key: 'firstName', value: firstName },
  { key: 'lastName', value: 'Rossi' },
  { key: 'email', value: 'a@example.com' },
];

async function signIn(username: string): Promise<{ cookie: string; csrf: string }> {
  const response = await fetch(`${centralino.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: centralino.url },
    body: JSON.stringify({ username, password: username }),
  });
  expect(response.status).toBe(200);
  const { csrfToken } = (await response.json()) as { csrfToken: string };
  return { cookie: response.headers.getSetCookie()[0]!.split(';')[0]!, csrf: csrfToken };
}

describe('wrong input gets a clear error and changes nothing', () => {
  it('answers malformed frames with codes of the registry, and the socket lives on', async () => {
    const { socket } = await widget();
    const before = socket.frames.length;
    for (const text of ['', '{', '[]', '42', '"hello"', '{"v":2,"id":"a","type":"call.leave","data":{}}', '{"v":1,"type":"call.leave"}'])
      socket.socket.send(text);
    const unknown = await socket.ask('no.such.request', {});
    expect(unknown.type).toBe('error');
    const errors = socket.frames.slice(before).filter((frame) => frame.type === 'error');
    expect(errors.length).toBeGreaterThanOrEqual(8);
    for (const error of errors) expect(error.data.code).toMatch(/^(frame|request)\./);
    expect((await socket.ask('ice.get', {})).type).toBe('reply');
  });

  it('closes a socket that sends too much or begins with something else than hello', async () => {
    const first = await RawSocket.open(centralino.url, { origin: centralino.url });
    const answer = await first.ask('call.leave', {});
    expect(answer.data.code).toBe('frame.helloFirst');
    const { socket } = await widget();
    const closed = socket.closed();
    socket.socket.send(JSON.stringify({ v: 1, id: 'big', type: 'call.rate', data: 'x'.repeat(10_000_000) }));
    expect(await closed).toBe(1009);
  });

  it('refuses a wrong media offer, and media for legs that are not there or not one’s own', async () => {
    const { socket } = await widget();
    const own = await socket.ask('call.create', { channel: 'webcall', language: 'en', answers: answers('Anna'), consent: true });
    const interaction = (own.data as { interaction: { id: string; leg: { id: string } } }).interaction;
    const wrong = await socket.ask('leg.offer', { legId: interaction.leg.id, sdp: 'v=0\r\nthis is not a session description at all\r\n' });
    expect(wrong).toMatchObject({ type: 'error', data: { code: 'media.badOffer' } });
    const { socket: stranger } = await widget();
    const sdp = 'v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n';
    for (const legId of [interaction.leg.id, `${interaction.id}.1.a`, 'nothing.c', '../../etc']) {
      const answer = await stranger.ask('leg.offer', { legId, sdp });
      expect(answer.type, legId).toBe('error');
      expect(JSON.stringify(answer)).not.toContain('Anna');
    }
    expect((await stranger.ask('call.leave', {})).type).toBe('error');
    const again = await widget((own.data as { token: string }).token);
    expect(again.hello.data).toMatchObject({ interaction: { id: interaction.id } });
    await again.socket.ask('call.leave', {});
  });

  it('does not know a made-up token', async () => {
    const { hello } = await widget('A'.repeat(43));
    expect(hello).toMatchObject({ type: 'reply', data: { interaction: null } });
  });

  it('keeps script in a form as plain text and refuses fields that the form does not have', async () => {
    const { socket } = await widget();
    const extra = await socket.ask('call.create', {
      channel: 'webcall',
      language: 'en',
      answers: [...answers('Anna'), { key: 'isAdmin', value: 'yes' }],
      consent: true,
    });
    expect(extra).toMatchObject({ type: 'error', data: { code: 'request.invalid' } });
    const missing = await socket.ask('call.create', { channel: 'webcall', language: 'en', answers: [], consent: true });
    expect(missing).toMatchObject({ type: 'error', data: { code: 'form.invalid', fields: { email: 'required' } } });
    const script = '<img src=x onerror=alert(1)>';
    const made = await socket.ask('call.create', { channel: 'webcall', language: 'en', answers: answers(script), consent: true });
    expect(made.type).toBe('reply');
    await socket.ask('call.leave', {});
    const { cookie } = await signIn('sup1');
    const list = await (await fetch(`${centralino.url}/api/v1/interactions?limit=1`, { headers: { cookie } })).text();
    expect(JSON.parse(list)).toMatchObject({ interactions: [{ customer: { name: `${script} Rossi` } }] });
  });

  it('answers REST mistakes with problem documents that tell nothing about the inside', async () => {
    const { cookie, csrf } = await signIn('op1');
    const url = `${centralino.url}/api/v1`;
    const json = { 'content-type': 'application/json', cookie, 'x-csrf-token': csrf };
    const cases: [string, RequestInit, number][] = [
      ['/contacts', { method: 'POST', headers: json, body: '{' }, 400],
      ['/contacts', { method: 'POST', headers: json, body: JSON.stringify({ firstName: 'x'.repeat(10_000_000) }) }, 413],
      ['/contacts', { method: 'POST', headers: { 'content-type': 'application/json', cookie }, body: '{"firstName":"A"}' }, 403],
      ['/contacts', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"firstName":"A"}' }, 401],
      ['/contacts/none', { headers: { cookie } }, 404],
      ['/interactions/none', { headers: { cookie } }, 404],
      ['/users', { headers: { cookie } }, 403],
      ['/nowhere', { headers: { cookie } }, 404],
    ];
    for (const [path, init, status] of cases) {
      const response = await fetch(url + path, init);
      const text = await response.text();
      expect(response.status, `${path} ${text}`).toBe(status);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
      expect(text).not.toMatch(/node_modules|at .*\.js|postgres|stack/i);
    }
  });

  it('prints no secret', () => {
    expect(centralino.output).not.toMatch(/csrf|set-cookie|centralino_session=|"password"/i);
  });
});
