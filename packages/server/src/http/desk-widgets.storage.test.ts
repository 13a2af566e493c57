import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeskWidgetConfig } from '@centralino/protocol';
import { seedDemo } from '../demo/seed.ts';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, openTestHttp, type SignedIn, type TestHttp } from './testing.ts';

let http: TestHttp;
let dir: string;
let admin: SignedIn;
let agent: SignedIn;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'centralino-desk-'));
  await mkdir(join(dir, 'desk/dist/app'), { recursive: true });
  await writeFile(join(dir, 'desk/dist/app/index.html'), '<!doctype html><title>Desk</title>');
  await writeFile(join(dir, 'desk/dist/app/app.js'), 'app()');
  http = await openTestHttp({ appsDir: dir });
  await http.app.ready();
  admin = await http.signIn('boss', ['admin']);
  agent = await http.signIn('andy', ['agent']);
});
afterAll(async () => {
  await http.close();
  await rm(dir, { recursive: true });
});

const body = (changes: Partial<DeskWidgetConfig> = {}) => ({
  title: { it: 'CRM', en: 'CRM' },
  uri: 'https://crm.example/page',
  ...changes,
});
const put = (id: string, changes: Partial<DeskWidgetConfig> = {}) =>
  ask(http.app, admin, { method: 'PUT', url: `/api/v1/desk-widgets/${id}`, payload: body(changes) });
const idsOf = async (who: SignedIn, url: string) =>
  (await ask(http.app, who, { url })).json<{ widgets: DeskWidgetConfig[] }>().widgets.map(({ id }) => id);
const frameSrc = async (url = '/desk/') =>
  /frame-src ([^;]*)/.exec(String((await http.app.inject(url)).headers['content-security-policy']))?.[1];

describe('widgets of the desk', () => {
  it('are configured by administrators, with defaults filled in, and keep their order', async () => {
    const made = await put('PAT');
    expect(made.statusCode).toBe(200);
    expect(made.json()).toEqual({
      id: 'PAT',
      ...body(),
      icon: 'fa fa-puzzle-piece',
      placement: 'desk',
      allowedOrigins: [],
      capabilities: ['contacts', 'calls', 'recording', 'agent', 'chat', 'data'],
      profiles: [],
      enabled: true,
    });
    await put('AGENTDESKTOP_MY_WIDGET', { uri: '/my/page.html' });
    await put('PAT', { icon: 'fa fa-lightbulb-o fa-2x' });
    expect(await idsOf(admin, '/api/v1/desk-widgets')).toEqual(['PAT', 'AGENTDESKTOP_MY_WIDGET']);
  });

  it('that no desk could show are refused, and change nothing', async () => {
    const before = await idsOf(admin, '/api/v1/desk-widgets');
    const wrong = await put('BAD', { uri: 'javascript:alert(1)' });
    expect([wrong.statusCode, wrong.json<{ fields: unknown }>().fields]).toEqual([400, { uri: 'invalid' }]);
    expect((await put('BAD', { allowedOrigins: ['https://x;frame-src'] })).statusCode).toBe(400);
    expect((await put('BAD', { placement: 'ceiling' as 'desk' })).statusCode).toBe(400);
    expect((await put('bad id')).statusCode).toBe(400);
    expect(await idsOf(admin, '/api/v1/desk-widgets')).toEqual(before);
  });

  it('have their origins as browsers write them, however they were written', async () => {
    const saved = await put('NICE', { allowedOrigins: ['HTTPS://Crm.example:443/page', 'bücher.example', '*.shop.example', 'null'] });
    expect(saved.json<{ allowedOrigins: string[] }>().allowedOrigins).toEqual([
      'https://crm.example',
      'https://xn--bcher-kva.example',
      'https://*.shop.example',
      'null',
    ]);
    const refused = await put('NICE', { allowedOrigins: ['ftp://crm.example'] });
    expect(refused.json()).toMatchObject({ code: 'request.invalid', detail: expect.stringContaining('ftp://crm.example') });
    await ask(http.app, admin, { method: 'DELETE', url: '/api/v1/desk-widgets/NICE' });
  });

  it('are shown to the agents of their profiles while they are enabled', async () => {
    await put('ALL');
    await put('OFF', { enabled: false });
    await put('SALES', { profiles: ['sales', 'support'] });
    const mine = () => idsOf(agent, '/api/v1/desk-widgets/mine');
    expect(await mine()).toContain('ALL');
    expect(await mine()).not.toContain('OFF');
    expect(await mine()).not.toContain('SALES');
    await http.store.db.insertInto('profiles').values({ code: 'sales', name: 'Sales' }).execute();
    await http.users.update(agent.id, { profile: 'sales' }, '');
    expect(await mine()).toContain('SALES');
    await put('SALES', { profiles: ['support'] });
    expect(await mine()).not.toContain('SALES');
  });

  it('are removed once', async () => {
    await put('GONE');
    const remove = () => ask(http.app, admin, { method: 'DELETE', url: '/api/v1/desk-widgets/GONE' });
    expect((await remove()).statusCode).toBe(204);
    const again = await remove();
    expect([again.statusCode, again.json<{ code: string }>().code]).toEqual([404, 'widget.unknown']);
  });

  it('may be framed by the desk, which frames nothing else', async () => {
    await http.store.db.deleteFrom('desk_widgets').execute();
    expect(await frameSrc()).toBe("'self'");
    await put('PAT', { allowedOrigins: ['https://login.example'] });
    await put('OFF', { uri: 'https://off.example/', enabled: false });
    expect(await frameSrc()).toBe("'self' https://crm.example https://login.example");
    expect(await frameSrc('/desk/contacts/1')).toBe("'self' https://crm.example https://login.example");
    expect(await frameSrc('/desk/index.html')).toBe("'self' https://crm.example https://login.example");
    expect(await frameSrc('/desk/app.js')).toBe("'self'");
    await ask(http.app, admin, { method: 'DELETE', url: '/api/v1/desk-widgets/PAT' });
    expect(await frameSrc()).toBe("'self'");
  });
});

describe('the demo', () => {
  it('has the SDK’s sample widget, and leaves alone what was changed', async () => {
    const demo = await openTestHttp({ demo: true });
    const { store, users, contacts, deskWidgets, notifications } = demo;
    const engine = { send: async () => [] };
    await seedDemo({ db: store.db, users, contacts, deskWidgets, notifications, url: 'http://127.0.0.1:8080', engine });
    const [sample, ...rest] = await deskWidgets.list();
    expect(sample).toMatchObject({ id: 'AGENTDESKTOP_SAMPLE', uri: '/AD/widget/agentdesktop_widget_sample.html', enabled: true });
    expect(rest).toEqual([]);
    if (sample !== undefined) await deskWidgets.put({ ...sample, enabled: false });
    await seedDemo({ db: store.db, users, contacts, deskWidgets, notifications, url: 'http://127.0.0.1:8080', engine });
    expect(await deskWidgets.list()).toMatchObject([{ enabled: false }]);
    await demo.close();
  });
});
