import { FakeServer } from '@centralino/ui/testing';
import axe from 'axe-core';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { expect } from 'vitest';

const appDir = fileURLToPath(new URL('../../dist/app', import.meta.url));

export const startFake = (): Promise<FakeServer> => new FakeServer(appDir).listen();

export function launchChromium(extra: string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
      ...extra,
    ],
  });
}

/** A desk in a window of its own. Anything that the page logs as an error fails the test that asks for `problems`. */
export async function openDesk(
  browser: Browser,
  server: FakeServer,
  options: { lang?: string; context?: BrowserContextOptions; path?: string } = {},
): Promise<{ page: Page; problems: string[] }> {
  const context = await browser.newContext({
    permissions: ['microphone', 'camera'],
    viewport: { width: 1280, height: 720 },
    ...options.context,
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    // A refused request (401 before sign-in) is logged by the browser itself.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) problems.push(message.text());
  });
  await page.goto(`${server.url}${options.path ?? '/desk/'}?lang=${options.lang ?? 'en'}`);
  return { page, problems };
}

export async function signIn(page: Page): Promise<void> {
  await page.locator('input[name=username]').fill('op1');
  await page.locator('input[name=password]').fill('op1');
  await page.locator('button[type=submit]').click();
  await page.locator('nav').waitFor();
}

/** The customer's end of the media, as the server's media node would be: a page that answers offers and sends the fake devices. */
export async function openPeer(browser: Browser, server: FakeServer): Promise<Page> {
  const context = await browser.newContext({ permissions: ['microphone', 'camera'] });
  const page = await context.newPage();
  await page.goto(`${server.url}/peer`);
  server.onOffer = (_legId, sdp) =>
    page.evaluate(async (offer) => {
      const memory = window as unknown as { connections: RTCPeerConnection[]; stream?: Promise<MediaStream> };
      memory.stream ??= navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640, height: 360 } });
      memory.connections ??= [];
      const stream = await memory.stream;
      const connection = new RTCPeerConnection();
      memory.connections.push(connection);
      await connection.setRemoteDescription({ type: 'offer', sdp: offer });
      for (const transceiver of connection.getTransceivers()) {
        const track = stream.getTracks().find((one) => one.kind === transceiver.receiver.track.kind);
        transceiver.direction = 'sendrecv';
        await transceiver.sender.replaceTrack(track ?? null);
      }
      await connection.setLocalDescription(await connection.createAnswer());
      if (connection.iceGatheringState !== 'complete') {
        await new Promise<void>((resolve) => {
          connection.onicegatheringstatechange = () => connection.iceGatheringState === 'complete' && resolve();
        });
      }
      return connection.localDescription?.sdp ?? '';
    }, sdp);
  return page;
}

/** Waits until the peer hears at least 25 new audio packets of its newest connection: the agent's voice gets through. */
export async function agentIsHeard(peer: Page, connections: number): Promise<void> {
  await peer.waitForFunction(
    async (wanted) => {
      const all = (window as unknown as { connections?: RTCPeerConnection[] }).connections ?? [];
      if (all.length < wanted) return false;
      const report = await all.at(-1)?.getStats();
      let packets = 0;
      report?.forEach((entry) => {
        if (entry.type === 'inbound-rtp' && entry.kind === 'audio') packets += entry.packetsReceived ?? 0;
      });
      return packets >= 25;
    },
    connections,
    { polling: 100, timeout: 15_000 },
  );
}

/** No violation of WCAG 2.2 A and AA that axe can see, nor of reflow, which it can't. */
export async function expectAccessible(page: Page): Promise<void> {
  // A tooltip lives outside every landmark for as long as the mouse rests on something.
  await page.mouse.move(640, 2);
  await page.locator('[role=tooltip]').waitFor({ state: 'detached' });
  // Colours that are still fading in are not the colours that people read.
  await page.waitForFunction(() =>
    document.getAnimations().every((one) => one.playState !== 'running' || one.effect?.getTiming().iterations === Infinity),
  );
  // The page's policy forbids inline scripts, and means it: axe comes in through the debugger instead.
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const { axe: run } = window as unknown as { axe: typeof axe };
    const result = await run.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    return result.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`).join(' | ')}`,
    );
  });
  expect(violations).toEqual([]);
  await expectReflow(page);
}

/** In a window of 320 px (1280 px at 400 %, WCAG 1.4.10) nothing has to be scrolled sideways. */
async function expectReflow(page: Page): Promise<void> {
  const size = page.viewportSize()!;
  await page.setViewportSize({ width: 320, height: 640 });
  const tooWide = (): Promise<string[]> =>
    page.evaluate(() =>
      document.documentElement.scrollWidth <= 320
        ? []
        : [...document.body.querySelectorAll('*')]
            .filter((element) => element.getBoundingClientRect().right > 321)
            .map((element) => `${element.tagName} ${element.className.toString()}`),
    );
  // Menus that are open find their new place by script.
  await expect.poll(tooWide, { message: 'wider than 320 px', timeout: 5_000 }).toEqual([]);
  await page.setViewportSize(size);
}

/** A picture of the page, when `DESK_SHOTS` names a folder. */
export async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env['DESK_SHOTS'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.waitForFunction(() =>
    document.getAnimations().every((one) => one.effect?.getTiming().iterations === Infinity || one.playState === 'finished'),
  );
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
