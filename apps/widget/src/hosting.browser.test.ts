import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAnswerer, launchBrowser, shopHtml } from './testing/browser.ts';
import { FakeServer, type Answer } from './testing/fake-server.ts';
import { hopelessPages, hostilePage, usablePages, type HostilePage } from './testing/hostile-pages.ts';
import { demoConfig, waitingCall } from './testing/views.ts';

const here = fileURLToPath(new URL('..', import.meta.url));
const viewport = { width: 1000, height: 760 };
const exact = true;

let browser: Browser;
let answer: Answer;
let server: FakeServer;
let context: BrowserContext;
let said: string[];

beforeAll(async () => {
  await build({ root: here, configFile: `${here}vite.config.ts`, logLevel: 'error' });
  browser = await launchBrowser();
  answer = await createAnswerer(browser);
});
afterAll(() => browser?.close());

beforeEach(async () => {
  server = await FakeServer.start({ config: structuredClone(demoConfig), answer });
  for (const [name, page] of Object.entries<HostilePage>({ ...usablePages, ...hopelessPages }))
    server.pages.set(`/hostile/${name}`, hostilePage(page));
  server.pages.set('/', { html: shopHtml() });
  said = [];
  context = await browser.newContext({ viewport, permissions: ['microphone', 'camera'] });
});
afterEach(async () => {
  await context.close();
  await server.stop();
});

async function open(url: string): Promise<Page> {
  const page = await context.newPage();
  page.on('console', (message) => said.push(message.text()));
  await page.goto(url.startsWith('http') ? url : server.url + url);
  return page;
}

const button = (page: Page | Frame, name: string) => page.getByRole('button', { name, exact });
const spoken = async (words: string | RegExp): Promise<void> =>
  void (await expect.poll(() => said.some((line) => (typeof words === 'string' ? line.includes(words) : words.test(line)))).toBe(true));

/** A page that was in a talk a moment ago: the widget comes back into it by itself. */
async function inTalk(path: string): Promise<Page> {
  server.interaction = {
    ...waitingCall('call-1', 'webcall'),
    state: 'talking',
    position: null,
    talkingSince: Date.now(),
    agentName: 'Anna',
  };
  await context.addInitScript(() => {
    const inWidget = window.frameElement?.hasAttribute('data-centralino') === true;
    const home = (inWidget ? window.parent : window) as unknown as { lines?: RTCPeerConnection[] };
    const lines = (home.lines ??= []);
    const Native = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Native {
      constructor(...args: ConstructorParameters<typeof RTCPeerConnection>) {
        super(...args);
        lines[lines.length] = this;
      }
    };
    if (inWidget || localStorage.getItem('test.started') !== null) return;
    localStorage.setItem('test.started', '1');
    localStorage.setItem('centralino.session.shop', JSON.stringify({ token: 'token', expiresAt: Date.now() + 60_000, video: false }));
    sessionStorage.setItem('centralino.leg', 'call-1.c');
  });
  const page = await open(path);
  await button(page, 'Hang up').waitFor();
  await page.locator('.voice.flows').waitFor();
  return page;
}

/** Where the corner button is and how it looks; `hit`: a press at its middle reaches the widget. */
const corner = (page: Page) =>
  page.evaluate(() => {
    const host = document.querySelector('centralino-widget');
    const element = host?.shadowRoot?.querySelector('.corner');
    if (!element) throw new Error('There is no corner button');
    const { right, bottom, left, top, height } = element.getBoundingClientRect();
    const { textTransform, letterSpacing, fontSize, color, opacity, direction, zIndex } = getComputedStyle(element);
    const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2) === host;
    const words = element.textContent;
    return { right, bottom, height, textTransform, letterSpacing, fontSize, color, opacity, direction, zIndex, hit, words };
  });

/** From the talk to the written comment, with real presses and keys. */
async function talkAndWrite(page: Page): Promise<void> {
  await button(page, 'Hang up').click();
  await page.getByLabel('4 stars: good').check({ force: true });
  const comment = page.getByLabel('Anything you would like to tell us?');
  await comment.click();
  await page.keyboard.type('Good, j k ? / 1');
  expect(await comment.inputValue()).toBe('Good, j k ? / 1');
  await button(page, 'Send').click();
  // The stars went at once; this is what was written.
  expect((await server.came('call.rate', 2)).data).toEqual({ rating: 4, comment: 'Good, j k ? / 1' });
  await button(page, 'Done').click();
  await button(page, 'Contact us').waitFor();
}

describe('on a page that', () => {
  let plain: Awaited<ReturnType<typeof corner>>;

  it('does nothing to it, the button is in the corner', async () => {
    const page = await open('/');
    await button(page, 'Contact us').waitFor();
    plain = await corner(page);
    expect(plain).toMatchObject({
      right: viewport.width - 20,
      bottom: viewport.height - 20,
      hit: true,
      words: 'Contact us',
      textTransform: 'none',
    });
  });

  for (const [name, { does }] of Object.entries<HostilePage>(usablePages)) {
    it(`${does}, customers talk, press and type as anywhere (${name})`, async () => {
      const page = await inTalk(`/hostile/${name}`);
      await talkAndWrite(page);
      // The test's own questions run among the page's built-ins.
      if (name === 'built-ins') return;
      expect(await corner(page)).toEqual(plain);
      expect(await page.evaluate(() => (window as unknown as { stolen?: string }).stolen ?? '')).toBe('');
    });
  }

  it('opens a dialog and closes it again, the widget goes along', async () => {
    const page = await inTalk('/');
    const inDialog = (): Promise<boolean> => page.evaluate(() => document.querySelector('centralino-widget')?.closest('dialog') !== null);
    await page.evaluate(() => {
      const dialog = document.createElement('dialog');
      dialog.textContent = 'Subscribe to our news';
      document.body.append(dialog);
      dialog.showModal();
    });
    await expect.poll(inDialog).toBe(true);
    await button(page, 'Mute').click();
    await page.evaluate(() => document.querySelector('dialog')?.close());
    await expect.poll(inDialog).toBe(false);
    await page.evaluate(() => document.querySelector('dialog')?.showModal());
    await expect.poll(inDialog).toBe(true);
    await page.evaluate(() => document.querySelector('dialog')?.remove());
    await expect.poll(inDialog).toBe(false);
    await button(page, 'Mute').click();
    await talkAndWrite(page);
    expect(server.count('leg.offer')).toBe(1);
  });

  it('validates its own fields and knows where its focus went, nothing changes for it', async () => {
    const page = await open('/');
    await page.evaluate(() => {
      const field = document.createElement('input');
      field.id = 'theirs';
      document.body.append(field);
      const heard: string[] = ((window as unknown as { heard: string[] }).heard = []);
      field.addEventListener('blur', (event) => heard.push(`blur ${String(event.relatedTarget)}`));
      document.addEventListener('keydown', (event) => heard.push(event.key));
      document.addEventListener('click', (event) => {
        heard.push(`click ${(event.target as Element).id}`);
        event.preventDefault();
        heard.push(String(event.defaultPrevented));
      });
    });
    await page.locator('#theirs').click();
    await page.keyboard.type('a');
    await button(page, 'Contact us').click();
    await button(page, 'Call').waitFor();
    expect(await page.evaluate(() => (window as unknown as { heard: string[] }).heard)).toEqual(['click theirs', 'true', 'a', 'blur null']);
  });
});

describe('a visit inside a single-page site', () => {
  const nextPage = '<main><h1>Another page</h1></main><script src="/widget/loader.js" data-widget="shop"></script>';

  /** The talk that was going on is still the same: the same connection, up, with a microphone. */
  const sameLine = (page: Page) =>
    page.evaluate(() => {
      const { lines } = window as unknown as { lines: RTCPeerConnection[] };
      return [lines.length, lines[0]?.connectionState, lines[0]?.getSenders()[0]?.track?.readyState];
    });

  it('swaps the body as Turbo does: the talk goes on without a gap', async () => {
    const page = await inTalk('/');
    await page.evaluate((html) => {
      const body = document.createElement('body');
      body.innerHTML = html;
      // Turbo makes scripts of a new body run by putting fresh ones in their place.
      document.body.replaceWith(body);
      for (const old of body.querySelectorAll('script')) {
        const fresh = document.createElement('script');
        for (const { name, value } of old.attributes) fresh.setAttribute(name, value);
        old.replaceWith(fresh);
      }
      history.pushState({}, '', '/another');
    }, nextPage);
    await page.getByRole('heading', { name: 'Another page' }).waitFor();
    await button(page, 'Mute').click();
    expect(await sameLine(page)).toEqual([1, 'connected', 'live']);
    expect(await page.locator('centralino-widget').count()).toBe(1);
    await talkAndWrite(page);
    expect(server.count('hello')).toBe(1);
  });

  it('fills the body anew as htmx does: the talk goes on without a gap', async () => {
    const page = await inTalk('/');
    await page.evaluate((html) => (document.body.innerHTML = html), nextPage);
    await button(page, 'Mute').click();
    expect(await sameLine(page)).toEqual([1, 'connected', 'live']);
    await talkAndWrite(page);
  });

  it.each([
    [
      'throws out all that is in the document',
      (): void => document.documentElement.replaceChildren(document.head, document.createElement('body')),
    ],
    [
      'puts another root element in',
      (): void => {
        const root = document.createElement('html');
        root.innerHTML = '<head></head><body><h1>Another page</h1></body>';
        document.replaceChild(root, document.documentElement);
      },
    ],
    [
      'writes the document anew',
      (): void => {
        document.open();
        document.write('<!doctype html><title>Another page</title><body><h1>Another page</h1></body>');
        document.close();
      },
    ],
  ])('%s: the widget comes back with the talk, and nothing of its former life goes on', async (_, wipe) => {
    const page = await inTalk('/');
    await page.evaluate(
      () =>
        ((window as unknown as { track: unknown }).track = (window as unknown as { lines: RTCPeerConnection[] }).lines[0]?.getSenders()[0]
          ?.track),
    );
    await page.evaluate(wipe);
    await server.came('leg.offer', 2);
    await page.locator('.voice.flows').waitFor();
    expect(await page.evaluate(() => (window as unknown as { track: MediaStreamTrack }).track.readyState)).toBe('ended');
    expect(await page.locator('centralino-widget').count()).toBe(1);
    await talkAndWrite(page);
  });

  it('removes the element again and again: the widget stays away in the end, with the microphone off', async () => {
    const page = await inTalk('/');
    await page.evaluate(() => {
      (window as unknown as { track: unknown }).track = (window as unknown as { lines: RTCPeerConnection[] }).lines[0]?.getSenders()[0]
        ?.track;
      new MutationObserver(() => document.querySelector('iframe[data-centralino]')?.remove()).observe(document, {
        childList: true,
        subtree: true,
      });
      document.querySelector('iframe[data-centralino]')?.remove();
    });
    await spoken('keeps removing the widget');
    expect(await page.locator('centralino-widget').count()).toBe(0);
    expect(await page.evaluate(() => (window as unknown as { track: MediaStreamTrack }).track.readyState)).toBe('ended');
  });

  it('comes to a page with another widget: that one is shown, unless somebody talks in the former', async () => {
    const visit = (page: Page): Promise<void> =>
      page.evaluate(() => {
        const body = document.createElement('body');
        const script = document.createElement('script');
        script.src = '/widget/loader.js';
        script.dataset.widget = 'help';
        body.append(script);
        document.body.replaceWith(body);
      });
    const page = await open('/');
    await button(page, 'Contact us').waitFor();
    await visit(page);
    await page.locator('iframe[data-centralino=help]').waitFor({ state: 'attached' });
    await button(page, 'Contact us').click();
    expect((await server.came('hello')).data.widget).toBe('help');
    expect(await page.locator('centralino-widget').count()).toBe(1);
    const talking = await inTalk('/');
    await visit(talking);
    await spoken('"help" is not shown');
    await button(talking, 'Hang up').waitFor();
  });
});

describe('where it can’t work it says so', () => {
  const link = (page: Page | Frame) => page.getByRole('link', { name: 'Open in a tab of its own' });

  /** The link leads to the widget on a page of its server, opened at once. */
  async function leadsOut(page: Page | Frame, origin = server.url): Promise<void> {
    const [tab] = await Promise.all([context.waitForEvent('page'), link(page).click()]);
    expect(tab.url()).toBe(`${origin}/widget/page/?widget=shop&lang=en`);
    await button(tab, 'Call').waitFor();
    await tab.close();
  }

  beforeEach(() => {
    server.folders.set('/widget/page/', { dir: `${here}dist/app/page`, headers: { 'content-security-policy': "default-src 'self'" } });
  });

  it('when the page’s policy forbids the connection: to the customer, and to the owner what to add', async () => {
    const page = await open('/hostile/no-socket');
    await button(page, 'Contact us').click();
    await page.getByText('This page does not let us connect you').waitFor({ timeout: 10_000 });
    await spoken(`Add ${server.url.replace('http', 'ws')} to its connect-src`);
    await leadsOut(page);
  });

  it('when the server takes the connection and says nothing: within ten seconds', async () => {
    server.silent = true;
    const page = await open('/');
    await button(page, 'Contact us').click();
    await page.getByRole('heading', { name: 'Our server does not answer' }).waitFor({ timeout: 10_000 });
    await spoken('does not answer');
  });

  it('when the page takes only Trusted Types of others', async () => {
    const page = await open('/hostile/no-policy');
    await button(page, 'Contact us').click();
    await page.getByRole('alert').getByText('This page does not let us open here').waitFor();
    await spoken('Add "centralino" to trusted-types');
    await leadsOut(page);
  });

  it('when the page’s policy forbids the rest of the widget', async () => {
    const page = await open('/hostile/no-script');
    await button(page, 'Contact us').click();
    await page.getByRole('alert').getByText('This page does not let us open here').waitFor();
    await spoken(new RegExp(`forbids ${server.url}/widget/widget.js.*Add ${server.url} to script-src`));
    await leadsOut(page);
  });

  it('when the page’s own header forbids the microphone', async () => {
    const page = await open('/hostile/no-microphone');
    await button(page, 'Contact us').click();
    await button(page, 'Call').click();
    await page.getByText('This page does not let us use the microphone').waitFor();
    await spoken('Send microphone=(self)');
    await leadsOut(page);
  });

  it('when it sits in a frame of another site that has no microphone', async () => {
    const other = await FakeServer.start({ config: demoConfig, answer });
    other.pages.set('/', { html: `<!doctype html><title>Around</title><iframe src="${server.url}/" width="900" height="700"></iframe>` });
    const page = await open(`${other.url}/`);
    const frame = page.frame({ url: `${server.url}/` });
    if (frame === null) throw new Error('There is no frame');
    await button(frame, 'Contact us').click();
    await button(frame, 'Call').click();
    await frame.getByText('This page does not let us use the microphone').waitFor();
    await spoken('Write allow="microphone; camera; autoplay" on its iframe');
    await leadsOut(frame);
    await other.stop();
  });

  it('when the page has two different widgets: the first is shown', async () => {
    const page = await open('/hostile/second');
    await spoken('shows the widget "help" already; "shop" is not shown');
    expect(await page.locator('centralino-widget').count()).toBe(1);
  });

  it('works in a sandboxed frame, with what the frame has', async () => {
    server.pages.set('/around', {
      html: '<!doctype html><title>Around</title><iframe sandbox="allow-scripts" src="/" width="900" height="700"></iframe>',
    });
    const page = await open('/around');
    const frame = page.frame({ url: `${server.url}/` });
    if (frame === null) throw new Error('There is no frame');
    await button(frame, 'Contact us').click();
    await button(frame, 'Call').waitFor();
  });
});
