import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAnswerer, launchBrowser, shopHtml } from './testing/browser.ts';
import { FakeServer, type Answer } from './testing/fake-server.ts';
import { demoConfig, goodStats, waitingCall } from './testing/views.ts';

const here = fileURLToPath(new URL('..', import.meta.url));
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const strictPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; media-src 'self' blob:; base-uri 'none'";
const exact = true;

let browser: Browser;
let answer: Answer;
let server: FakeServer;
let context: BrowserContext;
let complaints: string[];

beforeAll(async () => {
  await build({ root: here, configFile: `${here}vite.config.ts`, logLevel: 'error' });
  browser = await launchBrowser();
  answer = await createAnswerer(browser);
});
afterAll(() => browser?.close());

beforeEach(async () => {
  server = await FakeServer.start({ config: structuredClone(demoConfig), answer });
  server.pages.set('/', { html: shopHtml() });
  complaints = [];
  context = await newContext();
});
afterEach(async () => {
  await context.close();
  await server.stop();
});

const newContext = (options: Parameters<Browser['newContext']>[0] = {}, from = browser): Promise<BrowserContext> =>
  from.newContext({ viewport: { width: 1000, height: 760 }, permissions: ['microphone', 'camera'], ...options });

async function open(path = '/?lang=en', where = context): Promise<Page> {
  const page = await where.newPage();
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('favicon') && !message.text().includes('404'))
      complaints.push(message.text());
  });
  await page.goto(server.url + path);
  return page;
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact });

async function toForm(page: Page, channel = 'Call'): Promise<void> {
  await button(page, 'Contact us').click();
  await button(page, channel).click();
  await page.getByLabel('Microphone', { exact }).waitFor();
  await button(page, 'Start').click();
  await page.getByLabel('First name', { exact }).waitFor({ timeout: 20_000 });
}

async function toQueue(page: Page, channel = 'Call'): Promise<void> {
  await toForm(page, channel);
  await page.getByLabel('First name', { exact }).fill('Anna');
  await page.getByLabel('Last name', { exact }).fill('Bianchi');
  await page.getByLabel('Email', { exact }).fill('anna@example.com');
  await page.getByLabel('Mobile number', { exact }).fill('347 1234567');
  await button(page, 'Call now').click();
  await server.came('leg.offer');
}

async function toTalk(page: Page, channel = 'Call'): Promise<void> {
  await toQueue(page, channel);
  server.talk();
  await button(page, 'Hang up').waitFor();
}

/** A page that was in a call a moment ago: the talk without the long way to it. */
async function inTalk(channel: 'webcall' | 'video' = 'webcall', path?: string): Promise<Page> {
  server.interaction = {
    ...waitingCall('call-1', channel),
    state: 'talking',
    position: null,
    talkingSince: Date.now(),
    agentName: 'Operatore 1',
  };
  await context.addInitScript((video) => {
    if (localStorage.getItem('test.started') !== null) return;
    localStorage.setItem('test.started', '1');
    localStorage.setItem('centralino.session.shop', JSON.stringify({ token: 'token', expiresAt: Date.now() + 60_000, video }));
    sessionStorage.setItem('centralino.leg', 'call-1.c');
  }, channel === 'video');
  const page = await open(path);
  await button(page, 'Hang up').waitFor();
  // Drawn round the agent's initials while the line is up.
  if (channel === 'webcall') await page.locator('.voice.flows').waitFor();
  return page;
}

/** Findings of axe on the page as it is now, shadow roots included. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  // Fades would be measured half way.
  await page.evaluate(() =>
    Promise.all(
      document
        .querySelector('centralino-widget')
        ?.shadowRoot?.getAnimations()
        .filter((one) => one.effect?.getComputedTiming().iterations !== Infinity)
        .map((one) => one.finished) ?? [],
    ),
  );
  return page.evaluate(async () => {
    const axe = (
      window as unknown as {
        axe: { run: (where: unknown, options: unknown) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      }
    ).axe;
    const { violations } = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  });
}

/** Waits until the live connection of the page hears something (decoded energy grows). */
async function hears(page: Page): Promise<void> {
  await page.waitForFunction(
    async () => {
      const all = (window as unknown as { connections: RTCPeerConnection[] }).connections;
      for (const connection of all.filter((one) => one.connectionState === 'connected')) {
        for (const report of (await connection.getStats()).values()) {
          if (report.type === 'inbound-rtp' && report.kind === 'audio' && (report.totalAudioEnergy ?? 0) > 0) return true;
        }
      }
      return false;
    },
    undefined,
    { timeout: 15_000, polling: 100 },
  );
}

/** In the page and in the frame in which the widget runs: the page has the list of both. */
const remember = (): void => {
  const page = window.frameElement?.hasAttribute('data-centralino') ? window.parent : window;
  const home = page as unknown as { connections?: RTCPeerConnection[] };
  const all = (home.connections ??= []);
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(...args: ConstructorParameters<typeof RTCPeerConnection>) {
      super(...args);
      all.push(this);
    }
  };
};

describe('the widget', () => {
  it('leads a customer from the button to the talk and to the rating', async () => {
    await context.addInitScript(remember);
    const page = await open();
    await toQueue(page);
    const created = await server.came('call.create');
    expect(created.data).toEqual({
      channel: 'webcall',
      language: 'en',
      consent: false,
      answers: [
        { key: 'firstName', value: 'Anna' },
        { key: 'lastName', value: 'Bianchi' },
        { key: 'email', value: 'anna@example.com' },
        { key: 'phone', value: '347 1234567' },
      ],
      page: { address: page.url().replace(/[?#].*/, ''), title: await page.title() },
    });
    server.change({ position: 2 });
    await page.getByRole('heading', { name: 'You are 2nd in line' }).waitFor();
    server.talk();
    await page.getByRole('heading', { name: 'Operatore 1' }).waitFor();
    await hears(page);
    await button(page, 'Mute').click();
    expect(await button(page, 'Mute').getAttribute('aria-pressed')).toBe('true');
    server.change({ recorded: true });
    await page.locator('.note', { hasText: 'This call is recorded.' }).waitFor();
    await page.locator('[aria-live]', { hasText: 'This call is recorded.' }).waitFor({ state: 'attached' });
    server.change({ onHold: true, recordingPaused: true });
    await page.locator('.note', { hasText: 'You are on hold' }).waitFor();
    await page.locator('.note', { hasText: 'The recording is paused.' }).waitFor();
    expect(await page.locator('.note', { hasText: 'This call is recorded.' }).count()).toBe(0);
    server.change({ onHold: false, agentAway: true });
    await page.locator('.note', { hasText: 'interrupted' }).waitFor();
    await button(page, 'Hang up').click();
    await server.came('call.leave');
    await page.getByLabel('4 stars: good').check({ force: true });
    // Kept the moment it is chosen; the comment may follow.
    expect((await server.came('call.rate')).data).toEqual({ rating: 4, comment: null });
    await page.getByRole('status').getByText('your rating has arrived').waitFor();
    await page.getByLabel('Anything you would like to tell us?').fill('Quick and kind ');
    await button(page, 'Send').click();
    expect((await server.came('call.rate', 2)).data).toEqual({ rating: 4, comment: 'Quick and kind' });
    await page.getByRole('status').getByText('this helps us').waitFor();
    await page.getByLabel('5 stars: excellent').check({ force: true });
    expect((await server.came('call.rate', 3)).data).toEqual({ rating: 5, comment: 'Quick and kind' });
    await button(page, 'Done').click();
    await button(page, 'Contact us').waitFor();
    expect(complaints).toEqual([]);
  });

  it('shows both pictures in a video call', async () => {
    const page = await open();
    await toTalk(page, 'Video call');
    expect((await server.came('call.create')).data.channel).toBe('video');
    await page.waitForFunction(() => {
      const videos = [...(document.querySelector('centralino-widget')?.shadowRoot?.querySelectorAll('video') ?? [])];
      return videos.length === 2 && videos.every((video) => video.videoWidth > 0 && video.currentTime > 0.2);
    });
    await page.getByLabel('Camera', { exact }).waitFor({ state: 'detached' });
    await button(page, 'Devices').click();
    await page.getByLabel('Camera', { exact }).waitFor();
  });

  it('is back in the talk after a refresh, muted as before, without a click', async () => {
    await context.addInitScript(remember);
    const page = await inTalk();
    await button(page, 'Mute').click();
    await page.reload();
    await button(page, 'Hang up').waitFor();
    expect(await button(page, 'Mute').getAttribute('aria-pressed')).toBe('true');
    const offers = server.received.filter(({ type }) => type === 'leg.offer');
    await server.came('leg.offer', 2);
    expect(new Set(offers.map(({ data }) => data.legId)).size).toBe(1);
    await hears(page);
    const enabled = await page.evaluate(
      () => (window as unknown as { connections: RTCPeerConnection[] }).connections.at(-1)?.getSenders()[0]?.track?.enabled,
    );
    expect(enabled).toBe(false);
  });

  it('does not take the call from another window, unless asked to or its line is lost', async () => {
    const page = await inTalk();
    const second = await open();
    await second.getByRole('heading', { name: 'Your call is open in another window' }).waitFor();
    expect(server.count('leg.offer')).toBe(1);
    await button(second, 'Take the call here').click();
    await server.came('leg.offer', 2);
    await button(second, 'Hang up').waitFor();
    await page.close();
    const third = await open();
    await third.getByRole('heading', { name: 'Your call is open in another window' }).waitFor();
    await second.close();
    server.change({ leg: { id: 'call-1.c', state: 'lost', until: Date.now() + 20_000 } });
    await server.came('leg.offer', 3);
    await button(third, 'Hang up').waitFor();
  });

  it('lets go of the media when another window took it', async () => {
    const page = await inTalk();
    server.push('leg.takenOver', { legId: 'call-1.c' });
    await page.getByRole('heading', { name: 'Your call is open in another window' }).waitFor();
  });

  it('keeps the talk while the socket is gone, and offers again only when the server asks', async () => {
    const page = await inTalk();
    server.down = true;
    server.dropSockets();
    await page.locator('.link-bar', { hasText: 'your call goes on' }).waitFor();
    await button(page, 'Hang up').waitFor();
    server.down = false;
    await server.came('hello', 2);
    await page.locator('.link-bar').waitFor({ state: 'detached' });
    expect(server.count('leg.offer')).toBe(1);
    server.push('leg.reoffer', { legId: 'call-1.c' });
    await server.came('leg.offer', 2);
    await button(page, 'Hang up').waitFor();
  });

  it('hangs up for good even when the server can’t hear it at that moment', async () => {
    const page = await inTalk();
    server.down = true;
    server.dropSockets();
    await page.locator('.link-bar').waitFor();
    await button(page, 'Hang up').click();
    await page.getByRole('heading', { name: 'Thank you for calling' }).waitFor();
    server.down = false;
    await server.came('call.leave');
    expect(await button(page, 'Hang up').count()).toBe(0);
  });

  it('goes on with another microphone when one is unplugged, and says so', async () => {
    await context.addInitScript(() => {
      const opened: MediaStreamTrack[] = [];
      const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = async (wants) => {
        const stream = await ask(wants);
        opened.push(...stream.getTracks());
        return stream;
      };
      const page = window.frameElement?.hasAttribute('data-centralino') ? window.parent : window;
      (page as unknown as { opened: MediaStreamTrack[] }).opened = opened;
    });
    await context.addInitScript(remember);
    const page = await inTalk();
    await page.evaluate(() => {
      const [track] = (window as unknown as { opened: MediaStreamTrack[] }).opened;
      track?.stop();
      track?.dispatchEvent(new Event('ended'));
    });
    await page.locator('.note', { hasText: 'Your microphone was unplugged. We go on with' }).waitFor();
    const state = await page.evaluate(
      () => (window as unknown as { connections: RTCPeerConnection[] }).connections.at(-1)?.getSenders()[0]?.track?.readyState,
    );
    expect(state).toBe('live');
    expect(server.count('leg.offer')).toBe(1);
  });

  it('tells trouble on the line in words, and that it is over', async () => {
    const page = await inTalk();
    server.push('quality', { legId: 'call-1.c', stats: goodStats, trouble: 'loss' });
    await page.locator('.note', { hasText: 'The line is disturbed' }).waitFor();
    server.push('quality', { legId: 'call-1.c', stats: goodStats, trouble: 'none' });
    await page.locator('.note', { hasText: 'The line is disturbed' }).waitFor({ state: 'detached' });
    server.push('quality', { legId: 'call-1.c', stats: goodStats, trouble: 'silence' });
    const unheard = page.locator('.note', { hasText: 'We hear nothing from you' });
    await unheard.waitFor();
    // Who mutes themselves knows.
    await button(page, 'Mute').click();
    await unheard.waitFor({ state: 'detached' });
  });

  it('promises no place in a queue that stands still, says that the talk goes on, and that it is over', async () => {
    const page = await inTalk();
    const link = page.locator('.link-bar');
    server.push('trouble', { active: true });
    await link.filter({ hasText: 'You can go on talking' }).waitFor();
    server.change({ state: 'waiting', agentName: null, position: 1, talkingSince: null, waitingSince: Date.now() });
    await page.getByRole('heading', { name: 'The queue stands still' }).waitFor();
    await link.filter({ hasText: 'nobody can answer just now' }).waitFor();
    expect(await page.getByText('next in line').count()).toBe(0);
    server.push('trouble', { active: false });
    await page.getByRole('heading', { name: 'You are next in line' }).waitFor();
    await link.waitFor({ state: 'detached' });
  });

  it('repairs the line by itself when its connection breaks', async () => {
    await context.addInitScript(remember);
    const page = await inTalk();
    // What the browser does when the network changes under it for good.
    await page.evaluate(() => {
      const connection = (window as unknown as { connections: RTCPeerConnection[] }).connections.at(-1);
      if (connection === undefined) throw new Error('There is no connection');
      Object.defineProperty(connection, 'connectionState', { value: 'failed' });
      connection.dispatchEvent(new Event('connectionstatechange'));
    });
    await server.came('leg.offer', 2);
    await hears(page);
    await button(page, 'Hang up').waitFor();
  });

  it('asks before it closes a call, and can be hidden while the call goes on', async () => {
    const page = await inTalk();
    await button(page, 'Close').click();
    await button(page, 'Hide this panel, keep the call').click();
    server.change({ talkingSince: Date.now() - 3_725_000 });
    await button(page, 'Back to your call')
      .filter({ hasText: /1:02:0\d/ })
      .waitFor();
    await button(page, 'Back to your call').click();
    await button(page, 'Hang up').waitFor();
    expect(server.count('call.leave')).toBe(0);
    await button(page, 'Close').click();
    await button(page, 'End the call').click();
    await page.getByRole('heading', { name: 'Thank you for calling' }).waitFor();
    await server.came('call.leave');
  });

  it('lets who was heard well today skip the check, with the same devices', async () => {
    const page = await open();
    await toForm(page);
    await button(page, 'Cancel').click();
    await button(page, 'Call').click();
    await page.getByText('The check went well on this device today').waitFor();
    const tests = server.count('test.offer');
    await button(page, 'Skip the check').click();
    await page.getByLabel('First name', { exact }).waitFor();
    expect(server.count('test.offer')).toBe(tests);
    await button(page, 'Cancel').click();
    // Nothing is known of the camera.
    await button(page, 'Video call').click();
    await button(page, 'Start').waitFor();
    await page.waitForFunction(() => {
      const video = document.querySelector('centralino-widget')?.shadowRoot?.querySelector('video');
      return video !== null && video !== undefined && video.videoWidth > 0;
    });
    expect(await button(page, 'Skip the check').count()).toBe(0);
  });

  it('tells who waits why they wait again, and that nobody is there', async () => {
    const page = await open();
    await toQueue(page);
    server.change({ queuedReason: 'declined', returned: true });
    await page.locator('.note', { hasText: 'could not take your call' }).waitFor();
    await page.getByRole('heading', { name: 'You are next in line' }).waitFor();
    server.change({ staffing: 'nobody' });
    await page.getByRole('heading', { name: 'No agent is here right now' }).waitFor();
    expect(await findings(page)).toEqual([]);
    await button(page, 'Leave the queue').click();
    await page.getByText('You left the queue').waitFor();
    expect(server.count('call.leave')).toBe(1);
  });

  it('calls at once when no form is configured', async () => {
    for (const channel of server.config.channels) channel.form = null;
    const page = await open();
    await button(page, 'Contact us').click();
    await button(page, 'Call').click();
    await button(page, 'Start').click();
    expect((await server.came('call.create')).data.answers).toEqual([]);
    await page.getByRole('heading', { name: 'You are next in line' }).waitFor();
    await button(page, 'Cancel').click();
    await page.getByText('You left the queue').waitFor();
    expect(server.count('call.leave')).toBe(1);
  });

  it('shows what is missing under the fields, and what the server does not accept', async () => {
    const page = await open();
    await toForm(page);
    await button(page, 'Call now').click();
    expect(await page.locator('.error').count()).toBe(3);
    expect(server.count('call.create')).toBe(0);
    await page.getByLabel('First name', { exact }).fill('Anna');
    await page.getByLabel('Last name', { exact }).fill('Bianchi');
    await page.getByLabel('Email', { exact }).fill('anna@example');
    await page.getByLabel('Email', { exact }).blur();
    await page.getByText('does not look like an email address').waitFor();
    await page.getByLabel('Email', { exact }).fill('anna@example.com');
    server.refuseNext.set('call.create', { code: 'form.invalid', fields: { email: 'invalid' } });
    await button(page, 'Call now').click();
    await page.getByText('does not look like an email address').waitFor();
    expect(await page.getByLabel('First name', { exact }).inputValue()).toBe('Anna');
    server.refuseNext.set('call.create', { code: 'media.unavailable' });
    await button(page, 'Call now').click();
    await page.getByText('Calls are not available for the moment').waitFor();
    await button(page, 'Call now').click();
    await server.came('leg.offer');
  });

  it('says when the server can’t be reached, and comes back by itself', async () => {
    server.down = true;
    const page = await open();
    await button(page, 'Contact us').click();
    await page.getByRole('heading', { name: 'Our server does not answer' }).waitFor();
    server.down = false;
    await button(page, 'Call').waitFor();
  });

  it('says so when the rest of it can’t be loaded, and tries again at the next press', async () => {
    const page = await context.newPage();
    await page.route('**/widget/widget.js*', (route) => route.abort());
    await page.goto(`${server.url}/?lang=en`);
    await button(page, 'Contact us').click();
    await page.getByRole('alert').getByText('We can’t be reached right now').waitFor();
    await page.unroute('**/widget/widget.js*');
    await button(page, 'Contact us').click();
    await button(page, 'Call').waitFor();
  });

  it('explains a refusal that only the site’s owner can change, and tells them how in the console', async () => {
    server.refuseNext.set('hello', { code: 'widget.origin' });
    const page = await open();
    const line = page.waitForEvent('console', (message) => message.text().includes('may not be used by'));
    await button(page, 'Contact us').click();
    await page.getByText('not on the list of pages that may use this widget').waitFor();
    expect((await line).text()).toContain(`add ${new URL(page.url()).origin} to`);
  });

  it('is there once when a page loads it twice, and speaks the page’s language', async () => {
    server.pages.set('/', {
      html: shopHtml('', '').replace(
        '<script',
        "<script>document.teleniaWidgetID='shop'</script><script src='/widget/loader.js'></script><script",
      ),
    });
    const page = await open('/?lang=it');
    await button(page, 'Contattaci').click();
    await button(page, 'Chiama').waitFor();
    expect(await page.locator('centralino-widget').count()).toBe(1);
    await button(page, 'English').click();
    await button(page, 'Video call').waitFor();
  });

  it('works on a page with a strict content security policy, and on a page of another origin', async () => {
    server.pages.set('/strict', { html: shopHtml(), headers: { 'content-security-policy': strictPolicy } });
    const page = await open('/strict?lang=en');
    await toTalk(page, 'Video call');
    expect(complaints).toEqual([]);
    const other = await FakeServer.start({ config: demoConfig, answer });
    other.pages.set('/', { html: shopHtml(server.url) });
    const elsewhere = await context.newPage();
    await elsewhere.goto(`${other.url}/?lang=en`);
    await button(elsewhere, 'Contact us').click();
    await button(elsewhere, 'Call').waitFor();
    await elsewhere.close();
    await other.stop();
  });
});

describe('for everybody', () => {
  it('has no finding of axe on any screen, light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const own = await newContext({ colorScheme, reducedMotion: 'reduce' });
      const page = await open('/?lang=en', own);
      const seen: Record<string, string[]> = {};
      const look = async (screen: string): Promise<void> => {
        seen[screen] = await findings(page);
      };
      await button(page, 'Contact us').waitFor();
      await look('button');
      await button(page, 'Contact us').click();
      await button(page, 'Call').waitFor();
      await look('home');
      await button(page, 'Video call').click();
      await page.getByLabel('Camera', { exact }).waitFor();
      await look('devices');
      await button(page, 'Start').click();
      await page.getByRole('progressbar').waitFor();
      await look('test');
      await page.getByLabel('First name', { exact }).waitFor({ timeout: 20_000 });
      await button(page, 'Call now').click();
      await page.locator('.error').first().waitFor();
      await look('form');
      await page.getByLabel('First name', { exact }).fill('Anna');
      await page.getByLabel('Last name', { exact }).fill('Bianchi');
      await page.getByLabel('Email', { exact }).fill('anna@example.com');
      const before = server.count('leg.offer');
      await button(page, 'Call now').click();
      await server.came('leg.offer', before + 1);
      await button(page, 'Music').waitFor();
      await look('waiting');
      server.talk();
      server.change({ recorded: true });
      await button(page, 'Hang up').waitFor();
      await button(page, 'Mute').click();
      await button(page, 'Devices').click();
      await look('talk');
      await page.keyboard.press('Escape');
      await page.getByRole('alertdialog').waitFor();
      await look('leave');
      await button(page, 'Stay here').click();
      await button(page, 'Hang up').click();
      await page.getByLabel('5 stars: excellent').check({ force: true });
      await look('end');
      expect(seen).toEqual(Object.fromEntries(Object.keys(seen).map((screen) => [screen, []])));
      await own.close();
    }
  });

  it('can be used with the keyboard alone; the focus stays in the panel and comes back to the button', async () => {
    const page = await open();
    const focused = (): Promise<string> =>
      page.evaluate(() => {
        const active = document.querySelector('centralino-widget')?.shadowRoot?.activeElement;
        return active === null || active === undefined ? (document.activeElement?.tagName ?? '') : (active.textContent?.trim() ?? '');
      });
    const tabTo = async (name: string, key = 'Tab'): Promise<void> => {
      for (let presses = 0; presses < 20; presses++) {
        await page.keyboard.press(key);
        if ((await focused()).startsWith(name)) return;
      }
      throw new Error(`${name} was not reached with ${key}; the focus is on "${await focused()}"`);
    };
    await button(page, 'Contact us').waitFor();
    await tabTo('Contact us');
    await page.keyboard.press('Enter');
    await button(page, 'Call').waitFor();
    await page.waitForFunction(() => document.querySelector('centralino-widget')?.shadowRoot?.activeElement?.tagName === 'H2');
    for (let presses = 0; presses < 12; presses++) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('CENTRALINO-WIDGET');
    }
    await tabTo('Call');
    await page.keyboard.press('Enter');
    await button(page, 'Start').waitFor();
    await tabTo('Start');
    await page.keyboard.press('Enter');
    await page.getByLabel('First name', { exact }).waitFor({ timeout: 20_000 });
    await page.keyboard.press('Tab');
    await page.keyboard.type('Anna');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Bianchi');
    await page.keyboard.press('Tab');
    await page.keyboard.type('anna@example.com');
    await page.keyboard.press('Enter');
    await server.came('leg.offer');
    server.talk();
    await button(page, 'Hang up').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('alertdialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    await tabTo('Hang up');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Thank you for calling' }).waitFor();
    await page.keyboard.press('Escape');
    await button(page, 'Contact us').waitFor();
    expect(await focused()).toBe('Contact us');
  });

  it('says what to do when the microphone is refused, and goes on once it is allowed', async () => {
    const plain = await launchBrowser(['--use-fake-device-for-media-stream', '--deny-permission-prompts']);
    try {
      const own = await newContext({ permissions: [] }, plain);
      const page = await open('/?lang=en', own);
      await button(page, 'Contact us').click();
      await button(page, 'Call').click();
      await page.getByText('Your browser does not let us use the microphone').waitFor();
      await page.getByText('left of the page’s address').waitFor();
      expect(await findings(page)).toEqual([]);
      await own.grantPermissions(['microphone', 'camera'], { origin: server.url });
      await button(page, 'Try again').click();
      await button(page, 'Start').waitFor();
    } finally {
      await plain.close();
    }
  });

  it('offers to talk without video when there is no camera', async () => {
    await context.addInitScript(() => {
      const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = (wants) =>
        wants?.video ? Promise.reject(new DOMException('Requested device not found', 'NotFoundError')) : ask(wants);
    });
    const page = await open();
    await button(page, 'Contact us').click();
    await button(page, 'Video call').click();
    await page.getByText('We found no camera').waitFor();
    await button(page, 'Talk without video').click();
    await page.getByLabel('Camera', { exact }).waitFor({ state: 'detached' });
    await button(page, 'Start').click();
    await page.getByLabel('First name', { exact }).waitFor({ timeout: 20_000 });
  });
});
