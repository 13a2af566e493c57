import type { JourneyEntry } from '@centralino/protocol';
import type { FakeServer } from '@centralino/ui/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectAccessible, launchChromium, openDesk, shot, signIn, startFake } from '../testing/desk-window.ts';

let browser: Browser;
let server: FakeServer;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());
beforeEach(async () => {
  server = await startFake();
});
afterEach(() => server.close());

const now = Date.now();
const entry = (n: number, more: Partial<JourneyEntry> = {}): JourneyEntry => ({
  interactionId: `i${n}`,
  channel: n % 3 === 0 ? 'video' : 'webcall',
  direction: 'in',
  service: { code: 'customercare', name: 'Customer Care' },
  at: now - n * 3_600_000,
  endedAt: now - n * 3_600_000 + 200_000,
  result: n % 4 === 0 ? 'abandoned' : 'answered',
  waitMs: 15_000,
  talkMs: n % 4 === 0 ? 0 : 185_000,
  agents: n % 4 === 0 ? [] : [{ id: 'a1', name: 'Operatore 1' }],
  missedBy: [],
  outcome: null,
  outcomeLabels: [],
  rating: null,
  ratingComment: null,
  transfers: [],
  notes: [],
  recordings: [],
  mayOpen: true,
  ...more,
});
const told = entry(1, {
  outcome: { level1: 'sold', level2: null },
  outcomeLabels: [{ it: 'Venduto', en: 'Sold' }],
  rating: 5,
  ratingComment: 'Quick and kind',
  missedBy: ['Operatore 3'],
  transfers: [
    {
      at: now - 3_500_000,
      kind: 'blind',
      by: 'Operatore 1',
      to: { kind: 'agent', agentId: 'a2' },
      toName: 'Operatore 2',
      result: 'missed',
    },
    {
      at: now - 3_450_000,
      kind: 'consultation',
      by: 'Operatore 1',
      to: { kind: 'agent', agentId: 'a2' },
      toName: 'Operatore 2',
      result: 'done',
    },
  ],
  notes: [{ agentName: 'Operatore 1', text: 'Wants <b>red</b> ones.' }],
});

const items = (page: Page) => page.getByRole('list', { name: 'Interactions, newest first' }).getByRole('listitem');

describe('contacts', () => {
  it('are made with numbers checked as one types, shown, called, and their journey is ten thousand long, filtered, and live', async () => {
    const { page, problems } = await openDesk(browser, server);
    await signIn(page);
    await page.getByRole('button', { name: 'Ready' }).first().click();
    await page.locator('nav').getByRole('button', { name: 'Contacts' }).click();
    await page.getByText('The address book is empty', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'New contact' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Give at least a name', { exact: false }).waitFor();
    await page.getByLabel('Last name').fill('Rossi');
    await page.getByLabel('Phone number', { exact: true }).fill('ask Anna');
    await page.getByLabel('Email', { exact: true }).fill('mario@');
    await page.getByLabel('Company', { exact: true }).fill('Rossi Srl');
    await page.getByText('No valid number', { exact: false }).waitFor();
    await page.getByText('This does not look like an email', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    expect(server.contacts.size).toBe(0);
    await expectAccessible(page);
    await page.getByLabel('Phone number', { exact: true }).fill('0452224600');
    await page.getByLabel('Email', { exact: true }).fill('mario@example.com');
    await page.getByRole('button', { name: 'Add a number' }).click();
    await page.getByLabel('Phone number 2', { exact: true }).fill('333 1234567');
    await page.getByRole('button', { name: 'Add a number' }).click();
    await page.getByLabel('Phone number 3', { exact: true }).fill('201');
    await page.getByLabel('Phone number 3', { exact: true }).blur();
    await page.getByText('compared digit by digit', { exact: false }).waitFor();
    await shot(page, 'contact-form-internal');
    await page.getByLabel('Phone number 3', { exact: true }).fill('045 2220050 interno 5');
    await page.getByText('compared digit by digit', { exact: false }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'More fields' }).click();
    await page.getByLabel('VIP').check({ force: true });
    await page.getByLabel('City').fill('Verona');
    await shot(page, 'contact-form');
    await expectAccessible(page);
    server.journey = [told, ...Array.from({ length: 9_999 }, (_, i) => entry(i + 2))];
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('10,000 interactions').waitFor();
    const [saved] = [...server.contacts.values()];
    expect(saved).toMatchObject({
      lastName: 'Rossi',
      vip: true,
      city: 'Verona',
      tel: [
        { value: '0452224600', type: 'MAIN' },
        { value: '333 1234567', type: 'CELL' },
        { value: '045 2220050 interno 5', type: 'CELL' },
      ],
    });
    await page.getByText('045 222 0050 ext. 5').waitFor();
    expect(server.requests.filter(({ type }) => type === 'contact.watch').at(-1)?.data).toEqual({ contactId: saved?.id });

    await items(page).first().getByRole('button').first().click();
    await page.getByText('Operatore 1 transferred to Operatore 2 – not answered').waitFor();
    await page.getByText('Operatore 1 consulted Operatore 2 and transferred – done').waitFor();
    await page.getByText('Wants <b>red</b> ones.').waitFor();
    await page.getByText('Quick and kind').waitFor();
    await shot(page, 'contact-journey');
    await expectAccessible(page);

    // Only what is in sight is drawn, wherever one is.
    expect(await items(page).count()).toBeLessThan(60);
    const scrolled = await page.getByRole('list', { name: 'Interactions, newest first' }).evaluate(async (list) => {
      let box: HTMLElement | null = list.parentElement;
      while (box !== null && !/auto|scroll/.test(getComputedStyle(box).overflowY)) box = box.parentElement;
      let worst = 0;
      for (let step = 0; step < 40; step += 1) {
        const from = performance.now();
        box?.scrollBy(0, 600);
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        worst = Math.max(worst, performance.now() - from);
      }
      return { worst, top: box?.scrollTop ?? 0 };
    });
    expect(scrolled.top).toBeGreaterThan(5_000);
    expect(scrolled.worst).toBeLessThan(500);
    expect(await items(page).count()).toBeLessThan(60);
    await page.getByRole('list', { name: 'Interactions, newest first' }).evaluate((list) => list.scrollIntoView());

    // A call comes while one looks.
    const live = entry(0, { interactionId: 'live', at: Date.now(), endedAt: null, result: 'open', talkMs: 0 });
    server.push('journey', { contactId: saved?.id ?? '', interactionId: 'live', entry: live });
    await page.getByText('10,001 interactions').waitFor();
    await page.getByText('Going on').waitFor();
    server.push('journey', {
      contactId: saved?.id ?? '',
      interactionId: 'live',
      entry: { ...live, result: 'missed', endedAt: Date.now() },
    });
    await page.getByText('Going on').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.getByLabel('Channel').selectOption('video');
    await page.getByText('3,333 interactions').waitFor();
    await expectAccessible(page);

    server.refuse('call.make', 'target.noTrunk');
    await page.getByRole('button', { name: 'Call 045 222 4600' }).click();
    await page.getByText('there is no telephone line', { exact: false }).waitFor();
    expect(server.requests.find(({ type }) => type === 'call.make')?.data).toMatchObject({ to: { kind: 'number' }, contactId: saved?.id });
    await page.getByRole('button', { name: 'Call a colleague about this contact' }).click();
    await page.getByRole('dialog').waitFor();
    expect(problems).toEqual([]);
  });

  it('that fit a call are offered to choose from, in Italian and in the dark', async () => {
    const first = server.contact({ firstName: 'Mario', lastName: 'Rossi', phone: '0452224600', company: 'Rossi Srl' });
    const second = server.contact({ firstName: 'Maria', lastName: 'Rossi', phone: '045 222 4600', vip: true });
    server.contacts.set(first.id, first);
    server.contacts.set(second.id, second);
    server.matches = [first, second];
    const { page, problems } = await openDesk(browser, server, { lang: 'it', context: { colorScheme: 'dark' } });
    await signIn(page);
    await page.getByRole('button', { name: 'Pronto' }).first().click();
    server.onOffer = () => new Promise(() => undefined);
    server.ring({ answers: [{ key: 'phone', label: 'Telefono', value: '0452224600' }] });
    await page.getByRole('button', { name: 'Rispondi' }).click();
    await page.getByText('2 contatti corrispondono: chi è?').waitFor();
    await shot(page, 'candidates-it-dark');
    await expectAccessible(page);
    server.journey = [told, entry(2), entry(3), entry(4)];
    await page.getByRole('button', { name: /Maria Rossi/ }).click();
    await page.getByText('4 interazioni').waitFor();
    expect(server.requests.find(({ type }) => type === 'contact.link')?.data).toMatchObject({ contactId: second.id });
    await shot(page, 'journey-it-dark');
    await expectAccessible(page);
    expect(problems).toEqual([]);
  });

  it('come from a file, with what was not taken, and are merged and taken apart again', async () => {
    server.roles = ['agent', 'supervisor'];
    const [one, other] = [
      server.contact({ firstName: 'Mario', lastName: 'Rossi' }),
      server.contact({ lastName: 'Rossi', company: 'Rossi Srl' }),
    ];
    server.contacts.set(one.id, one);
    server.contacts.set(other.id, other);
    server.duplicates = [{ reason: 'number', contacts: [one, other] }];
    const { page, problems } = await openDesk(browser, server);
    await signIn(page);
    await page.getByRole('button', { name: 'Contacts', exact: true }).click();
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    const buffer = Buffer.from(
      '\uFEFFNome;Cognome;Email;Telefono\r\nAda;Neri;ada@example.it;045 1\r\n;;;\r\nUgo;Bl\uFFFD;ugo@example.it;045 1\r\n',
    );
    const input = page.locator('input[type=file]');
    await input.setInputFiles({ name: 'contatti.csv', mimeType: 'text/csv', buffer });
    await page.getByText('3 rows').waitFor();
    expect(await page.getByLabel('“Nome” is').locator('option:checked').innerText()).toBe('First name');
    await page.getByLabel('“Email” is').selectOption({ label: 'Email 1' });
    await page.getByText('Row 2', { exact: false }).waitFor();
    // What can't be read, and who shares only a number, is said before anything is written.
    await page.getByText('1 character can’t be read', { exact: false }).waitFor();
    await page.getByText('Ada (row 1), Ugo (row 3)').waitFor();
    const shared = page.getByLabel('People who share only a number');
    expect(await shared.locator('option:checked').innerText()).toBe('Keep as separate persons');
    await shared.scrollIntoViewIfNeeded();
    await shot(page, 'import');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Import 2 contacts' }).click();
    await page.getByText('Imported: 2 new, 0 changed, 0 left as they were, 1 not taken.').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /Ada Neri/ }).waitFor();

    await page.getByRole('button', { name: 'Duplicates' }).click();
    await page.getByRole('button', { name: 'Keep Mario Rossi' }).waitFor();
    await shot(page, 'duplicates');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Keep Mario Rossi' }).click();
    await page.getByText('Mario Rossi: merged.').waitFor();
    expect(server.contacts.has(other.id)).toBe(false);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Keep Mario Rossi' }).waitFor();
    expect(server.contacts.has(other.id)).toBe(true);
    expect(problems).toEqual([]);
  });
});
