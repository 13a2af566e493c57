import { emptyPopupConfig, type PopupConfig, type PopupTrial } from '@centralino/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, openTestHttp, type SignedIn, type TestHttp } from './testing.ts';

let http: TestHttp;
let dir: string;
let admin: SignedIn;
let agent: SignedIn;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'centralino-popup-'));
  await mkdir(join(dir, 'desk/dist/app'), { recursive: true });
  await writeFile(join(dir, 'desk/dist/app/index.html'), '<!doctype html><title>Desk</title>');
  http = await openTestHttp({ appsDir: dir });
  await http.app.ready();
  admin = await http.signIn('boss', ['admin']);
  agent = await http.signIn('andy', ['agent']);
});
afterAll(async () => {
  await http.close();
  await rm(dir, { recursive: true });
});

const source = "function popup() {\n  return { onRing: 'https://crm.example/?n=' + CALL_CLI };\n}";
const put = (changes: Partial<PopupConfig>) =>
  ask(http.app, admin, { method: 'PUT', url: '/api/v1/popup', payload: { ...emptyPopupConfig, enabled: true, ...changes } });
const config = async () => (await ask(http.app, admin, { url: '/api/v1/popup' })).json<{ config: PopupConfig }>().config;
const frameSrc = async () => /frame-src ([^;]*)/.exec(String((await http.app.inject('/desk/')).headers['content-security-policy']))?.[1];

describe('the popup function', () => {
  it('is saved after every sample call went well, and its origins may be shown in the desk', async () => {
    expect(await frameSrc()).toBe("'self'");
    const saved = await put({ source, services: { help: { webcall: 'server', phone: 'legacy' } }, frameOrigins: ['https://crm.example'] });
    expect(saved.statusCode).toBe(200);
    const { trials } = saved.json<{ trials: PopupTrial[] }>();
    expect(trials.length).toBeGreaterThan(2);
    expect(trials.every(({ failure, warnings }) => failure === null && warnings.length === 0)).toBe(true);
    expect(trials[0]?.result?.onRing).toBe('https://crm.example/?n=0452224600');
    expect((await config()).services).toEqual({ help: { webcall: 'server', phone: 'legacy' } });
    expect(await frameSrc()).toBe("'self' https://crm.example");
  });

  it.each([
    ['does not parse', 'function popup() {\n  return {;\n}', /line 2: /],
    [
      'throws for some calls',
      "if (CALL_CHANNELID === 'video') throw new Error('no video');\nreturn null;",
      /line 1: Error: no video \(sample call: Anonymous video call/,
    ],
    ['never ends', 'for (;;) {}', /stopped/],
    ['leads to no web page', "return { onRing: 'file:///c:/crm.exe' };", /only addresses that begin with/],
    ['has a host that a caller could choose', "return { onRing: 'https://{$USERNAME}.example/' };", /host/],
    ['wants the password', "return { onRing: 'https://crm.example/?p={$USER_PASSWORD}' };", /use \{\$POPUP_TOKEN\}/],
    ['has unknown placeholders', "return { onRing: 'https://crm.example/?p={$PASSWORT}' };", /there is no \{\$PASSWORT\}/],
  ])('that %s is refused, with the reason, and changes nothing', async (_name, bad, reason) => {
    const before = await config();
    const refused = await put({ source: bad });
    expect(refused.statusCode).toBe(422);
    expect(refused.json<{ detail: string }>().detail).toMatch(reason);
    expect(await config()).toEqual(before);
  });

  it('can be tried without saving, with what it logged and what is probably not meant', async () => {
    const trial = async (payload: object) =>
      (await ask(http.app, admin, { method: 'POST', url: '/api/v1/popup/try', payload })).json<PopupTrial>();
    expect(
      await trial({
        source: "console.log('hello'); return { onAnswer: 'http://other.example/' + CALL_POPUPINFO[1] }",
        variables: { CALL_POPUPINFO: ['1', '2'] },
      }),
    ).toMatchObject({
      result: { onRing: null, onAnswer: 'http://other.example/2', webClientOpenNewTab: false },
      failure: null,
      logs: ['hello'],
      warnings: ['http://other.example is not among the origins that may be shown inside the desk: add it, or open a tab'],
    });
    expect(await trial({ source: 'CALL_CLI;' })).toMatchObject({ result: null, failure: { kind: 'result' } });
    expect(await trial({ source: 'var a = 1;' })).toMatchObject({
      failure: null,
      warnings: ['the function returned nothing: is there a return?'],
    });
    expect(await trial({ source: '\n\nreturn x;' })).toMatchObject({ result: null, failure: { kind: 'exception', line: 3 } });
  });

  it('is nothing that agents may read, change or run', async () => {
    for (const [method, url] of [
      ['GET', ''],
      ['PUT', ''],
      ['POST', '/try'],
      ['GET', '/status'],
    ] as const) {
      expect((await ask(http.app, agent, { method, url: `/api/v1/popup${url}`, payload: {} })).statusCode).toBe(403);
    }
  });
});

describe('workstations', () => {
  it('are connected by their agent, with a token that is told once and never stored', async () => {
    const made = await ask(http.app, agent, { method: 'POST', url: '/api/v1/workstations', payload: { name: 'PC 12' } });
    expect(made.statusCode).toBe(201);
    const { token, workstation } = made.json<{ token: string; workstation: { id: string } }>();
    expect(token).toMatch(/^[\w-]{43}$/);
    const list = await ask(http.app, agent, { url: '/api/v1/workstations' });
    expect(list.json()).toMatchObject({ workstations: [{ name: 'PC 12', lastSeenAt: null, connected: false }] });
    expect(list.body).not.toContain(token);
    expect(JSON.stringify(await http.store.db.selectFrom('workstations').selectAll().execute())).not.toContain(token);
    expect(http.logged.join('')).not.toContain(token);
    const other = await http.signIn('olga', ['agent']);
    expect((await ask(http.app, other, { method: 'DELETE', url: `/api/v1/workstations/${workstation.id}` })).statusCode).toBe(404);
    expect((await ask(http.app, agent, { method: 'DELETE', url: `/api/v1/workstations/${workstation.id}` })).statusCode).toBe(204);
    expect(await http.popups.workstations.ownerOf(token)).toBeNull();
  });
});
