import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parse } from 'acorn';
import type { Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildScript, createRig, heardBy, showWidget, waitForHeard, type Rig } from './browser/rig.test-support.ts';
import type {} from './browser/desk-page.test-support.ts';
import type { AgentDesktopGlobal } from './testing/index.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** What a widget of another server needs at least. */
const least = 'allow-scripts allow-same-origin allow-forms';

let rig: Rig;
beforeAll(async () => {
  rig = await createRig();
});
afterAll(() => rig.close());

type Heard = { event: string; id: string; job_state: string; reason: string; ani: string };
type WidgetWindow = Window & {
  AGENTDESKTOP: AgentDesktopGlobal;
  heard: Heard[];
  log: string[];
  received: string[];
  ready: unknown[];
  mainId: string;
  consultationId: string;
  first: unknown;
  bring(): void;
  attack(): void;
  answers: unknown[];
};
declare const window: WidgetWindow & Window;

const inWidget = <T>(frame: Frame, run: (page: WidgetWindow) => T | Promise<T>): Promise<T> =>
  frame.evaluate(`(${run.toString()})(window)`);
const heardWhole = (frame: Frame): Promise<Heard[]> => inWidget(frame, (page) => page.heard);
const deskEvents = (desk: Page, id: string) => desk.evaluate((one) => window.desk.contactEvents(one), id);

describe('the script file', () => {
  it('parses as ES2019 and stays small', async () => {
    const script = await buildScript();
    expect(() => parse(script, { ecmaVersion: 2019, sourceType: 'script' })).not.toThrow();
    expect(script.length).toBeLessThan(40_000);
    expect(script).not.toMatch(/\b(import|require)\s*\(/);
  });

  it('works in a widget of the desk’s own server', async () => {
    const { page: desk, uncaught } = await rig.openDesk();
    const frame = await showWidget(desk, { id: 'CRM', uri: `${rig.desk}/w/tutorial.html` });
    await desk.evaluate(() => window.scenarios.agentStates(window.desk));
    expect(await waitForHeard(frame, 'AGENT:LOGGEDOUT')).toEqual(['AGENT:LOGGEDIN', 'AGENT:PAUSE', 'AGENT:LOGGEDIN', 'AGENT:LOGGEDOUT']);
    expect(await inWidget(frame, (page) => page.log)).toEqual(['in', 'pause', 'in', 'out']);
    expect(uncaught).toEqual([]);
    await desk.close();
  });

  it('works in a sandboxed widget of another server: the tutorial’s page, unchanged', async () => {
    const { page: desk, uncaught } = await rig.openDesk();
    const frame = await showWidget(desk, { id: 'CRM', uri: `${rig.other}/w/cross.html` }, { sandbox: least });

    // An empty and an invalid number: a window for 4 seconds, and no call.
    await frame.click('text=Make Call');
    await frame.fill('#number', 'abc');
    await frame.click('text=Make Call');
    await desk.waitForFunction(() => window.desk.alerts.length === 2);
    expect(await desk.evaluate(() => window.desk.alerts.map(({ level, durationMs }) => `${level} ${durationMs}`))).toEqual([
      'information 4000',
      'information 4000',
    ]);
    await frame.fill('#number', '0452224600');
    await frame.click('text=Make Call');
    await waitForHeard(frame, 'ESTABLISHED');
    expect(await inWidget(frame, (page) => page.log)).toEqual([`manual ${await inWidget(frame, (page) => page.mainId)}`]);
    await inWidget(frame, (page) => void page.AGENTDESKTOP.CONTACT.Hangup());
    expect(await waitForHeard(frame, 'CONNECTIONCLEARED')).toEqual(['CONNECTIONSTARTED', 'DIALING', 'ESTABLISHED', 'CONNECTIONCLEARED']);

    // A direct transfer of the current call.
    const direct = await desk.evaluate(() => window.desk.inbound({ ani: '3393669393' }));
    await inWidget(frame, (page) => void page.AGENTDESKTOP.CONTACT.Answer());
    await waitForHeard(frame, 'ESTABLISHED');
    await inWidget(frame, (page) => void page.AGENTDESKTOP.CONTACT.Transfer_Direct('', 'op2'));
    await waitForHeard(frame, 'JOBCHANGED');
    await desk.evaluate((id) => window.desk.finished(id), direct);
    await waitForHeard(frame, 'JOBFINISHED');
    const told = (await heardWhole(frame)).filter((event) => event.id === direct);
    expect(told.slice(4).map(({ event, job_state, reason }) => `${event} ${job_state} ${reason}`)).toEqual([
      'HELD online ',
      'TRANSFERRED online ',
      'CONNECTIONCLEARED online transferred',
      'JOBCHANGED offline transferred',
      'JOBFINISHED finished transferred',
    ]);
    expect(told).toEqual(await deskEvents(desk, direct));
    expect(Object.keys(told[0] ?? {}).slice(0, 14)).toEqual(
      'event id uuid chat_id type media_type content_type content_description job_type job_state ani dnis queue reason'.split(' '),
    );
    expect(await inWidget(frame, (page) => page.log.at(-1))).toBe('record of 3393669393');

    // Consultations: cancelled, then as a conference, then completed.
    const main = await desk.evaluate(() => window.desk.inbound());
    await inWidget(frame, (page) => void page.AGENTDESKTOP.CONTACT.Answer());
    await waitForHeard(frame, 'ESTABLISHED');
    const before = (await heardBy(frame)).length;
    const consult = async (): Promise<void> => {
      await inWidget(frame, (page) => {
        page.consultationId = '';
        void page.AGENTDESKTOP.CONTACT.Transfer_Consultation('', 'op2');
      });
      await frame.waitForFunction(() => window.consultationId !== '');
    };
    await consult();
    await inWidget(frame, (page) => void page.AGENTDESKTOP.CONTACT.Hangup(page.consultationId));
    await waitForHeard(frame, 'RETRIEVED');
    await consult();
    await inWidget(frame, (page) => void page.AGENTDESKTOP.CONTACT.Transfer_Complete_Conference());
    await waitForHeard(frame, 'CONNECTIONCLEARED');
    await consult();
    await inWidget(frame, (page) => void page.AGENTDESKTOP.CONTACT.Transfer_Complete());
    await waitForHeard(frame, 'JOBCHANGED');
    expect((await heardWhole(frame)).slice(before).map(({ event, id }) => `${id === main ? 'M' : 'C'} ${event}`)).toEqual([
      ...['M HELD', 'C CONNECTIONSTARTED', 'C DIALING', 'C ESTABLISHED', 'C CONNECTIONCLEARED', 'M RETRIEVED'],
      ...['M HELD', 'C CONNECTIONSTARTED', 'C DIALING', 'C ESTABLISHED', 'M RETRIEVED', 'M CONFERENCED', 'C CONNECTIONCLEARED'],
      ...['M HELD', 'C CONNECTIONSTARTED', 'C DIALING', 'C ESTABLISHED'],
      ...['M TRANSFERRED', 'M CONNECTIONCLEARED', 'C CONNECTIONCLEARED', 'M JOBCHANGED'],
    ]);
    expect(uncaught).toEqual([]);
    await desk.close();
  });

  it('may come late and asynchronously, from another origin: badge, data to another widget, its tab to the front', async () => {
    const { page: desk, uncaught } = await rig.openDesk();
    const pat = await showWidget(desk, { id: 'PAT', uri: `${rig.desk}/w/pat.html` });
    const late = await showWidget(desk, { id: 'TILE', uri: `${rig.other}/w/late.html` }, { sandbox: least });
    const id = await desk.evaluate(() => {
      const contact = window.desk.inbound();
      window.desk.answered(contact);
      return contact;
    });
    await inWidget(late, (page) => page.bring());
    // What was there before it came is told to it.
    expect(await waitForHeard(late, 'ESTABLISHED')).toEqual(['POPUP', 'CONNECTIONSTARTED', 'RINGING', 'ESTABLISHED']);
    expect((await heardWhole(late)).every((event) => event.id === id)).toBe(true);
    await pat.waitForFunction(() => window.received.length === 1);
    expect(await inWidget(pat, (page) => page.received)).toEqual(['TILE {"open":42}']);
    await desk.waitForFunction(() => window.desk.front === 'PAT');
    expect(await desk.evaluate(() => window.desk.badges.get('TILE'))).toBe('5');
    expect(await inWidget(late, (page) => page.ready)).toEqual([{ widget: 'TILE', contact: '', agent: 'op1' }]);
    expect(uncaught).toEqual([]);
    await desk.close();
  });

  it('loaded three times is one', async () => {
    const { page: desk } = await rig.openDesk();
    const frame = await showWidget(desk, { id: 'CRM', uri: `${rig.other}/w/twice.html` });
    await desk.evaluate(() => window.desk.setAgentState('loggedIn'));
    await waitForHeard(frame, 'AGENT:LOGGEDIN');
    await inWidget(frame, (page) => page.AGENTDESKTOP.TAB.Badge('1'));
    expect(await heardBy(frame)).toEqual(['AGENT:LOGGEDIN']);
    expect(await inWidget(frame, (page) => page.first === page.AGENTDESKTOP)).toBe(true);
    expect(await desk.evaluate(() => window.desk.requests.length)).toBe(1);
    await desk.close();
  });

  it('served by the page itself works where the page names its desk', async () => {
    const { page: desk } = await rig.openDesk();
    const frame = await showWidget(desk, { id: 'CRM', uri: `${rig.other}/w/copy.html` });
    await desk.evaluate(() => window.desk.setAgentState('loggedIn'));
    await waitForHeard(frame, 'AGENT:LOGGEDIN');
    await desk.close();
  });

  it('outside a desk fails softly and explains it', async () => {
    for (const url of [`${rig.desk}/w/tutorial.html`, `${rig.other}/w/cross.html`]) {
      const page = await rig.browser.newPage();
      const uncaught: string[] = [];
      const said: string[] = [];
      page.on('pageerror', (error) => uncaught.push(error.message));
      page.on('console', (message) => said.push(message.text()));
      await page.goto(url);
      await page.fill('#number', '0452224600');
      await page.click('text=Make Call');
      const answers = await page.evaluate(async () => [
        await window.AGENTDESKTOP.CONTACT.Hangup(),
        await window.AGENTDESKTOP.WIDGET.getToken(),
        await window.AGENTDESKTOP.CONTACT.getContactList(),
      ]);
      expect(answers).toMatchObject([{ ok: false, error: { code: 'sdk.outside' } }, '', []]);
      expect(
        said.some((text) => text.includes('AGENTDESKTOP.CONTACT.MakeCall did nothing') && text.includes('does not run inside a desk')),
      ).toBe(true);
      expect(uncaught).toEqual([]);
      await page.close();
    }
  });
});

describe('strangers', () => {
  it('beside a widget can neither command the desk nor tell the widget of events', async () => {
    const { page: desk } = await rig.openDesk();
    const crm = await showWidget(desk, { id: 'CRM', uri: `${rig.other}/w/cross.html` });
    const evil = await showWidget(desk, { id: 'EVIL', uri: `${rig.other}/w/evil.html`, capabilities: [] });
    await desk.evaluate(() => window.desk.setAgentState('loggedIn'));
    await waitForHeard(crm, 'AGENT:LOGGEDIN');
    await inWidget(evil, (page) => page.attack());
    await desk.evaluate(() => window.desk.setAgentState('paused'));
    expect(await waitForHeard(crm, 'AGENT:PAUSE')).toEqual(['AGENT:LOGGEDIN', 'AGENT:PAUSE']);
    expect(await desk.evaluate(() => [window.desk.requests.length, window.desk.agent.state])).toEqual([0, 'PAUSED']);
    // The line of the attacked widget is whole.
    expect(await inWidget(crm, (page) => page.AGENTDESKTOP.TAB.Badge(1))).toEqual({ ok: true });
    await evil.waitForFunction(() => window.answers.length > 0);
    expect(await inWidget(evil, (page) => page.answers)).toMatchObject([{ type: 'refused', reason: 'identity' }]);
    await desk.close();
  });

  it('from an origin that is not allowed are refused, in words for their developer', async () => {
    const { page: desk, console } = await rig.openDesk();
    const frame = await showWidget(desk, { id: 'CRM', uri: `${rig.other}/w/cross.html`, allowedOrigins: ['https://crm.example'] });
    const answer = await inWidget(frame, (page) => page.AGENTDESKTOP.CONTACT.MakeCall('0452224600'));
    expect(answer).toMatchObject({ ok: false, error: { code: 'sdk.refused' } });
    expect(console.some((text) => text.includes('may not be widget CRM: if they should, add this origin'))).toBe(true);
    expect(await desk.evaluate(() => window.desk.contacts.length)).toBe(0);
    await desk.close();
  });

  it('that put a page into their own frame get nothing from it', async () => {
    // A page of `other` plays desk, with a fitting name for the frame: but the page's script came from the real desk's address.
    const page = await rig.browser.newPage();
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    await page.goto(`${rig.other}/w/evil.html`);
    await page.evaluate((src) => {
      const frame = document.createElement('iframe');
      frame.name = `centralino-widget=${encodeURIComponent(JSON.stringify({ v: 1, widget: 'CRM', nonce: '0123456789abcdef', contact: null }))}`;
      frame.src = src;
      document.body.append(frame);
    }, `${rig.desk}/w/tutorial.html`);
    await expect.poll(() => said.join('\n')).toContain('only a desk at');
    const frame = page.frames().find((one) => one.url().includes('tutorial'));
    if (!frame) throw new Error('no frame');
    expect(await inWidget(frame, (widget) => widget.AGENTDESKTOP.CONTACT.MakeCall('0452224600'))).toMatchObject({
      ok: false,
      error: { code: 'sdk.refused' },
    });
    expect(await page.evaluate(() => window.answers)).toEqual([]);
    await page.close();
  });

  it('without an origin of their own work where the configuration says so', async () => {
    const { page: desk } = await rig.openDesk();
    const frame = await showWidget(
      desk,
      { id: 'BOX', uri: `${rig.other}/w/cross.html`, allowedOrigins: ['null'] },
      { sandbox: 'allow-scripts' },
    );
    await desk.evaluate(() => window.desk.setAgentState('loggedIn'));
    expect(await waitForHeard(frame, 'AGENT:LOGGEDIN')).toEqual(['AGENT:LOGGEDIN']);
    await desk.close();
  });
});

describe('a reload', () => {
  it('of the widget: the contacts at the agent come again, and nothing is missed', async () => {
    const { page: desk } = await rig.openDesk();
    const frame = await showWidget(desk, { id: 'CRM', uri: `${rig.other}/w/cross.html` });
    const [talk, wrapping] = await desk.evaluate(() => {
      const { desk } = window;
      desk.setAgentState('loggedIn');
      const ids = [desk.inbound(), desk.inbound()] as const;
      for (const id of ids) desk.answered(id);
      desk.otherHangsUp(ids[1]);
      return ids;
    });
    await waitForHeard(frame, 'JOBCHANGED');
    // The page is gone for a moment, and things go on meanwhile.
    await frame.goto(`${rig.other}/w/gone.html`);
    await desk.evaluate(
      ([one, other]) => {
        window.desk.finished(other);
        window.desk.happens({ type: 'held', id: one });
        window.desk.notAnswered(window.desk.inbound());
      },
      [talk, wrapping] as const,
    );
    await frame.goto(`${rig.other}/w/cross.html`);
    await waitForHeard(frame, 'JOBFINISHED');
    const heard = await heardWhole(frame);
    expect(heard.filter((one) => one.id === talk).map((one) => one.event)).toEqual([
      'POPUP',
      'CONNECTIONSTARTED',
      'RINGING',
      'ESTABLISHED',
      'HELD',
    ]);
    expect(heard.filter((one) => one.id === wrapping).map((one) => one.event)).toEqual(['JOBFINISHED']);
    expect(heard.slice(-5).map((one) => one.event)).toEqual(['POPUP', 'CONNECTIONSTARTED', 'RINGING', 'CONNECTIONCLEARED', 'JOBFINISHED']);
    await desk.close();
  });

  it('of only the desk’s part: another host takes over the frame, and the page hears nothing twice', async () => {
    const { page: desk } = await rig.openDesk();
    const widget = { id: 'CRM', uri: `${rig.other}/w/cross.html` };
    const frame = await showWidget(desk, widget);
    const id = await desk.evaluate(() => window.desk.inbound());
    await waitForHeard(frame, 'RINGING');
    await desk.evaluate(
      ([config, contact]) => {
        const iframe = document.querySelector('iframe');
        window.hosts['CRM']?.close();
        window.desk.answered(contact);
        if (iframe) window.desk.attach(window, iframe, config);
      },
      [widget, id] as const,
    );
    expect(await waitForHeard(frame, 'ESTABLISHED')).toEqual(['POPUP', 'CONNECTIONSTARTED', 'RINGING', 'ESTABLISHED']);
    expect(await inWidget(frame, (page) => page.AGENTDESKTOP.TAB.Badge(1))).toEqual({ ok: true });
    await desk.close();
  });

  it('of the desk: the widget goes on after what it had heard', async () => {
    const { page: desk } = await rig.openDesk();
    const widget = { id: 'CRM', uri: `${rig.other}/w/cross.html` };
    const first = await showWidget(desk, widget);
    const talk = await desk.evaluate(() => {
      window.desk.setAgentState('loggedIn');
      const id = window.desk.inbound({ uuid: '7f3c1a52-9b1e-4c55-8a10-13b05d9daab7' });
      window.desk.answered(id);
      return id;
    });
    await waitForHeard(first, 'ESTABLISHED');
    // The desk comes back and reads the same log from its server; meanwhile the customer hung up.
    await desk.reload();
    await desk.evaluate((id) => {
      const { desk } = window;
      desk.setAgentState('loggedIn');
      desk.inbound({ uuid: '7f3c1a52-9b1e-4c55-8a10-13b05d9daab7' });
      desk.answered(id);
      desk.otherHangsUp(id);
      desk.finished(id);
    }, talk);
    const again = await showWidget(desk, widget);
    await waitForHeard(again, 'JOBFINISHED');
    expect(await heardBy(again)).toEqual(['AGENT:LOGGEDIN', 'CONNECTIONCLEARED', 'JOBCHANGED', 'JOBFINISHED']);
    await desk.close();
  });
});

describe('the sample widget', () => {
  const open = async (lang: 'it' | 'en') => {
    const opened = await rig.openDesk();
    const frame = await showWidget(opened.page, {
      id: 'SAMPLE',
      uri: `${rig.desk}/AD/widget/agentdesktop_widget_sample.html?lang=${lang}`,
      capabilities: ['contacts', 'calls', 'recording', 'agent', 'agents', 'chat', 'data', 'token'],
    });
    await frame.waitForSelector('#status[data-state="open"]');
    return { ...opened, frame };
  };

  it('shows events in the trace format, under a strict content security policy', async () => {
    const { page: desk, frame, uncaught, console } = await open('en');
    const { main } = await desk.evaluate(() => window.scenarios.directTransferSuccess(window.desk));
    await frame.waitForFunction(() => document.getElementById('trace')?.textContent?.includes('[JOBFINISHED]'));
    const trace = await frame.textContent('#trace');
    expect(trace).toContain(`[EVENT] [HELD] [${main}]\nid.....................[${main}]\nuuid...................[`);
    expect(trace).toContain(
      'content_description....[]\njob_type...............[inbound]\njob_state..............[finished]\nani....................[3393669393]',
    );
    expect(trace).toContain('"outcome":"accepted"');
    expect(uncaught).toEqual([]);
    expect(console.filter((text) => text.includes('Content Security Policy'))).toEqual([]);
    await desk.close();
  });

  it('exercises every method', async () => {
    const { page: desk, frame } = await open('en');
    const missing = await inWidget(frame, (page) => {
      const shown = [...document.querySelectorAll('form')].map((form) => form.dataset['method']);
      // Callbacks are bound by the page itself; the rest are other names of methods that are there.
      const other = /^(bind|unbind|SendDTMF|SendMessage|Focus|Info)/;
      return Object.entries(page.AGENTDESKTOP)
        .filter(([, methods]) => typeof methods === 'object')
        .flatMap(([namespace, methods]) => Object.keys(methods).map((name) => `${namespace}.${name}`))
        .filter((name) => !shown.includes(name) && !other.test(name.split('.')[1] ?? ''));
    });
    expect(missing).toEqual([]);

    await frame.click('form[data-method="CONTACT.MakeCall"] button');
    await desk.waitForFunction(() => window.desk.alerts.length === 1);
    await frame.getByLabel('Destination Number').first().fill('0452224600');
    await frame.getByRole('button', { name: 'Make Call' }).click();
    await desk.waitForFunction(() => window.desk.contacts.length === 1);
    await frame.click('#contacts button');
    await frame.click('form[data-method="CONTACT.Hold"] button');
    await frame.waitForFunction(() => document.querySelector('#contacts')?.textContent?.includes('HELD'));
    await frame.click('form[data-method="CONTACT.SetCallData"] button');
    await frame.waitForFunction(() => document.getElementById('trace')?.textContent?.includes('[DATACHANGED]'));
    await frame.click('form[data-method="CONTACT.GetCallDataValueByName"] button');
    await frame.waitForFunction(
      () => document.querySelector('form[data-method="CONTACT.GetCallDataValueByName"] output')?.textContent === '"12345"',
    );
    await frame.getByRole('tab', { name: 'AGENT' }).click();
    await frame.click('form[data-method="AGENT.Login"] button');
    await frame.waitForFunction(() => document.getElementById('trace')?.textContent?.includes('AGENT:LOGGEDIN'));
    await frame.getByRole('tab', { name: 'AGENT' }).press('ArrowRight');
    await frame.click('form[data-method="WIDGET.getContainerID"] button');
    await frame.waitForFunction(
      () => document.querySelector('form[data-method="WIDGET.getContainerID"] output')?.textContent === '"SAMPLE"',
    );
    await desk.close();
  });

  it.each(['it', 'en'] as const)('is accessible (%s)', async (lang) => {
    const { page: desk, frame } = await open(lang);
    await desk.evaluate(() => window.desk.answered(window.desk.inbound()));
    await frame.waitForSelector('#contacts button');
    for (const tab of ['CONTACT', 'ALERT']) {
      await frame.getByRole('tab', { name: tab }).click();
      for (const colorScheme of ['light', 'dark'] as const) {
        await desk.emulateMedia({ colorScheme });
        await frame.evaluate(axe);
        const { violations } = await frame.evaluate(() =>
          (window as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }).axe.run(),
        );
        expect(violations.map(({ id, nodes }) => `${colorScheme} ${tab} ${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
      }
    }
    expect(await frame.evaluate(() => document.documentElement.lang)).toBe(lang);
    await desk.close();
  });
});
