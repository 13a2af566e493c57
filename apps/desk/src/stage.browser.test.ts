import { DeskWidgetConfig, type OutcomeConfig } from '@centralino/protocol';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { expectAccessible, openPeer, shot } from './testing/desk-window.ts';
import { button, deskFixture, readyDesk } from './testing/signed-in.ts';

const desk = deskFixture();
const label = (en: string, it: string) => ({ en, it });
const outcomes: OutcomeConfig = {
  required: false,
  level1: [
    { code: 'disorder', label: label('Disorder', 'Disordine'), level2: [] },
    { code: 'order', label: label('Order', 'Ordine'), level2: [{ code: 'late', label: label('Late parcel', 'Pacco in ritardo') }] },
  ],
};
const last = (type: string): unknown => desk.server.requests.findLast((one) => one.type === type)?.data;

/** Where each button of the talk is, and whether its word fits into it. */
const row = (page: Page): Promise<Record<string, { x: number; y: number; width: number; fits: boolean }>> =>
  page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll('[data-talk-buttons] button')].map((one) => {
        const { x, y, width } = one.getBoundingClientRect();
        const word = one.querySelector<HTMLElement>('.mantine-Button-label');
        const fits = word !== null && word.scrollWidth <= word.clientWidth && word.clientHeight < 20;
        return [one.textContent ?? '', { x, y, width, fits }];
      }),
    ),
  );

describe('the buttons of a talk at 1280 × 720', () => {
  const languages = {
    en: { answer: 'Answer', hold: 'Hold', resume: 'Resume', mute: 'Mute', record: 'Record', keypad: 'Keypad' },
    it: { answer: 'Rispondi', hold: 'Attesa', resume: 'Riprendi', mute: 'Muto', record: 'Registra', keypad: 'Tastierino' },
  };
  it.each(['en', 'it'] as const)('are one row that neither wraps nor jumps (%s)', async (lang) => {
    const words = languages[lang];
    const { server } = desk;
    await openPeer(desk.browser, server);
    const { page, problems } = await readyDesk(desk, { lang });
    // Everything that can be there: picture, recording, a page on demand.
    const id = server.ring({ name: 'Anna Bianchi', channel: 'video' });
    server.push('popup.onDemand', { segmentIds: [`${id}.1`] });
    await button(page, words.answer).click();
    await button(page, words.hold).waitFor();
    const before = await row(page);
    expect(Object.keys(before)).toHaveLength(8);
    const places = Object.values(before);
    expect(new Set(places.map(({ y }) => y)).size, 'rows').toBe(1);
    for (const [word, { fits, width }] of Object.entries(before)) {
      expect(fits, word).toBe(true);
      expect(width, word).toBeGreaterThan(40);
    }
    await shot(page, `talk-buttons-${lang}`);
    await expectAccessible(page);
    const stays = async (): Promise<void> => {
      const xs = new Set(places.map(({ x }) => x));
      for (const [word, { x, y, fits }] of Object.entries(await row(page))) {
        expect(xs.has(x) && y === places[0]?.y, word).toBe(true);
        expect(fits, word).toBe(true);
      }
    };
    await button(page, words.hold).click();
    await button(page, words.resume).waitFor();
    await stays();
    await shot(page, `held-${lang}`);
    await button(page, words.mute).click();
    await button(page, words.resume).click();
    await button(page, words.hold).waitFor();
    await stays();
    await page.keyboard.press('k');
    await page.getByRole('region', { name: words.keypad }).waitFor();
    await stays();
    await page.keyboard.press('k');
    await button(page, words.record).click();
    await button(page, words.record).waitFor({ state: 'detached' });
    await stays();
    await shot(page, `talk-recorded-${lang}`);
    expect(problems).toEqual([]);
  });
});

describe('after-call work', () => {
  const wrapping = async (lang = 'en') => {
    const { server } = desk;
    server.serviceSettings = [{ code: 'customercare', outcomes, recordOnDemand: true }];
    await openPeer(desk.browser, server);
    const { page, problems } = await readyDesk(desk, { lang });
    const id = server.ring({ name: 'Anna Bianchi' });
    await page.keyboard.press('Escape');
    await page.locator('[data-ring] button').first().click();
    await page.locator('[data-talk-buttons] button').last().waitFor();
    await page.waitForFunction(() => document.querySelectorAll('[data-talk-buttons] button[aria-disabled]').length === 0);
    await page.locator('[data-talk-buttons] button').last().click();
    await page.locator('[role=combobox]').first().waitFor();
    return { server, page, id, problems };
  };

  it('has an outcome that the first letters and Enter choose; each choice is kept at once, and what becomes obligatory shows at once', async () => {
    const { server, page } = await wrapping();
    const first = page.getByRole('combobox', { name: 'Outcome' });
    await first.fill('o');
    await first.press('Enter');
    // “Disorder” has the letters too, but does not begin with them.
    expect(await first.inputValue()).toBe('Order');
    await expect.poll(() => last('segment.dispose')).toMatchObject({ outcome: { level1: 'order', level2: null } });
    await first.press('Enter');
    expect(await first.inputValue()).toBe('Order');
    server.push('serviceSettings', {
      serviceSettings: [{ code: 'customercare', outcomes: { ...outcomes, required: true }, recordOnDemand: true }],
    });
    await page.getByRole('combobox', { name: 'Outcome (obligatory)' }).waitFor();
    await page.getByLabel('Notes').press('Control+Enter');
    await page.getByText('Choose the detail, too').waitFor();
  });

  it('goes on a minute longer, by the button or its key, as often as the server lets it', async () => {
    const { server, page, id } = await wrapping();
    const until = server.segmentOf(id).until ?? 0;
    // One at a time: the next one is asked for when the last one was answered.
    const is = async (more: number): Promise<void> => {
      await expect.poll(() => server.segmentOf(id).until).toBe(until + more * 60_000);
      await page.locator('button[aria-busy]').waitFor({ state: 'detached' });
    };
    await button(page, '+1 minute').click();
    await is(1);
    await page.getByLabel('Notes').press('Control+Shift+Enter');
    await is(2);
    await page.getByText(/^02:\d\d left$/).waitFor();
    await shot(page, 'wrap-up-longer');
    await expectAccessible(page);
    for (let more = 0; more < 3; more += 1) {
      await page.getByLabel('Notes').press('Control+Shift+Enter');
      await is(more + 3);
    }
    await page.locator('button[aria-disabled]', { hasText: '+1 minute' }).waitFor();
  });

  it('that runs out keeps the half choice and the note that was being typed', async () => {
    const { server, page, id } = await wrapping();
    const first = page.getByRole('combobox', { name: 'Outcome' });
    await first.fill('order');
    await first.press('Enter');
    await page.getByLabel('Notes').pressSequentially('Parcel was se');
    server.calls.finish(id, 'completed');
    await page.getByText('in line for the next call').waitFor();
    await expect.poll(() => last('segment.note')).toMatchObject({ segmentId: `${id}.1`, note: 'Parcel was se' });
    expect(server.past[0]?.segments[0]?.disposition).toEqual({ level1: 'order', level2: null });
  });

  it('that runs out under a list gives the next call none of its keys', async () => {
    const { server, page, id } = await wrapping();
    await page.getByRole('combobox', { name: 'Outcome' }).pressSequentially('ord');
    server.calls.finish(id, 'completed');
    server.ring({ name: 'Bruno Neri' });
    await page.locator('[data-ring]').waitFor();
    for (const key of ['e', 'a', 'Enter']) await page.keyboard.press(key);
    expect(await page.locator('[data-ring]').count()).toBe(1);
    expect(server.requests.filter(({ type }) => type === 'segment.accept')).toHaveLength(1);
    // Once the second is over they are meant for it.
    await page.locator('[data-ring][data-settled]').waitFor();
    await expect
      .poll(async () => {
        await page.keyboard.press('Enter');
        return server.requests.filter(({ type }) => type === 'segment.accept').length;
      })
      .toBe(2);
  });
});

describe('what an administrator changes', () => {
  it('of pause reasons and widgets is in an open desk at once', async () => {
    const { server } = desk;
    const { page } = await readyDesk(desk);
    await page.getByLabel('Reason').waitFor();
    const widget = DeskWidgetConfig.parse({ id: 'tips', title: label('Tips', 'Consigli'), uri: '/tips' });
    server.pages.set('/tips', '<title>tips</title>');
    server.push('settings', { pauseReasons: [{ code: 'tea', label: label('Tea', 'Tè') }], widgets: [widget] });
    await expect.poll(() => page.getByLabel('Reason').locator('option').allTextContents()).toEqual(['Tea']);
    await page.getByRole('navigation').getByRole('button', { name: 'Tips' }).waitFor();
    server.push('settings', { pauseReasons: [], widgets: [] });
    await page.getByRole('navigation').getByRole('button', { name: 'Tips' }).waitFor({ state: 'detached' });
    expect(await page.getByLabel('Reason').count()).toBe(0);
  });
});

describe('a ring', () => {
  it.each(['en', 'it'])('says which language the customer speaks and which page they came from (%s)', async (lang) => {
    const { server } = desk;
    const { page } = await readyDesk(desk, { lang });
    server.ring({
      name: 'Anna Bianchi',
      page: { address: 'https://shop.example/cart', title: 'Your cart' },
      answers: [{ key: 'topic', label: 'Topic', value: 'Delivery' }],
    });
    const card = page.locator('[data-ring]');
    await card.getByText(lang === 'en' ? 'speaks English' : 'parla inglese').waitFor();
    await card.getByText('Your cart (shop.example/cart)').waitFor();
    expect(await card.locator('a').count()).toBe(0);
    await shot(page, `ring-whence-${lang}`);
    await expectAccessible(page);
  });
});
