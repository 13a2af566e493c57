import { translatePage } from '@centralino/ui/testing';
import { describe, expect, it } from 'vitest';
import { agentIsHeard, expectAccessible, openDesk, openPeer, shot } from './testing/desk-window.ts';
import { button, deskFixture, loosely, readyDesk } from './testing/signed-in.ts';

const desk = deskFixture();
const exact = true;
const ready = (options?: Parameters<typeof openDesk>[2]) => readyDesk(desk, options);
const answers = [
  { key: 'firstName', label: 'First name', value: 'Anna' },
  { key: 'phone', label: 'Mobile number', value: '+393471234567' },
  { key: 'topic', label: 'What is it about?', value: 'My order <b>4711</b> <script>alert(1)</script> did not arrive' },
];

describe('signing in', () => {
  it('asks first when a talk goes on in another window of this browser', async () => {
    const { page } = await openDesk(desk.browser, desk.server);
    desk.server.refuse('POST /session', 'session.inTalk');
    await page.getByLabel('Username').fill('op1');
    await page.getByLabel('Password').fill('op1');
    await button(page, 'Sign in').click();
    await page.getByText('is in a talk in another window of this browser').waitFor();
    await shot(page, 'sign-in-talk');
    await expectAccessible(page);
    await button(page, 'End the talk and sign in').click();
    await button(page, 'Ready').waitFor();
  });

  it('has a password that one changes oneself', async () => {
    const { page, problems } = await ready();
    await button(page, 'Devices and settings').click();
    await button(page, 'Change password').click();
    const dialog = page.getByRole('dialog', { name: 'Change password' });
    const fill = async (current: string, next: string, repeated: string): Promise<void> => {
      await dialog.getByLabel('Current password').fill(current);
      await dialog.getByLabel('New password', { exact }).fill(next);
      await dialog.getByLabel('New password again').fill(repeated);
      await dialog.getByRole('button', { name: 'Change password' }).click();
    };
    await fill('op1', 'a good long one', 'another');
    await dialog.getByText('The two are not the same').waitFor();
    await fill('wrong', 'a good long one', 'a good long one');
    await dialog.getByText('The current password is wrong').waitFor();
    await shot(page, 'password');
    await expectAccessible(page);
    await fill('op1', 'a good long one', 'a good long one');
    await dialog.getByText('Your password is changed.').waitFor();
    expect(problems).toEqual([]);
  });

  it('says what is wrong, in words, and lets the right person in', async () => {
    const { page, problems } = await openDesk(desk.browser, desk.server);
    await shot(page, 'sign-in');
    await expectAccessible(page);
    await page.getByLabel('Username').fill('op1');
    await page.getByLabel('Password').fill('nope');
    await button(page, 'Sign in').click();
    await page.getByText('Username or password is wrong').waitFor();
    await expectAccessible(page);
    desk.server.refuse('POST /session', 'auth.rateLimited');
    await button(page, 'Sign in').click();
    await page.getByText('Too many attempts').waitFor();
    desk.server.setAway(true);
    await button(page, 'Sign in').click();
    await page.getByText('The server does not answer').waitFor();
    await page.getByRole('status').getByText('Your administrator gives you a new password').waitFor();
    await shot(page, 'sign-in-help');
    await expectAccessible(page);
    desk.server.setAway(false);
    await page.getByLabel('Password').fill('op1');
    await button(page, 'Sign in').click();
    await button(page, 'Ready').click();
    await page.locator('button[aria-pressed=true]', { hasText: 'Ready' }).waitFor();
    expect(problems).toEqual([]);
  });

  it('creates the first administrator from the one-time link', async () => {
    const { page } = await openDesk(desk.browser, desk.server, { path: '/desk/setup' });
    await page.getByText('Open the whole link').waitFor();
    await expectAccessible(page);
    await page.goto(`${desk.server.url}/desk/setup?lang=en#token=secret-1`);
    await page.reload();
    await page.getByLabel('Your name').fill('Ada');
    await page.getByLabel('Username').fill('ada');
    await page.getByLabel('Password').fill('correct horse battery');
    await page.getByLabel('Repeat it').fill('correct horse');
    await button(page, 'Create administrator').click();
    await page.getByText('not the same').waitFor();
    await shot(page, 'setup');
    await expectAccessible(page);
    await page.getByLabel('Repeat it').fill('correct horse battery');
    desk.server.roles = ['admin'];
    await button(page, 'Create administrator').click();
    // No agent: there is nothing at the desk for them, and everything is still to be configured.
    // Whole: a window that is closed in the middle of a navigation can hang the browser.
    await page.waitForURL('**/console/');
  });

  it('signs out and says so', async () => {
    const { page } = await ready();
    await button(page, 'Sign out').click();
    await page.getByText('You are signed out').waitFor();
    expect(desk.server.requests.some(({ data }) => JSON.stringify(data).includes('loggedOut'))).toBe(true);
  });
});

describe('presence', () => {
  it('pauses at once with the chosen reason, and tells what the system did', async () => {
    const { page } = await ready();
    await shot(page, 'ready');
    await expectAccessible(page);
    for (const name of ['Ready', 'Pause', 'Sign out']) expect(await loosely(page, name).count(), name).toBe(1);
    await page.getByLabel('Reason').selectOption('Coffee');
    await button(page, 'Pause').click();
    await page.locator('button[aria-pressed=true]', { hasText: 'Pause' }).waitFor();
    expect(desk.server.requests.at(-1)).toEqual({ type: 'presence.set', data: { presence: { kind: 'paused', reason: 'coffee' } } });
    await page.getByLabel('Reason').selectOption('Lunch');
    await page.getByRole('status').getByText('Lunch').waitFor();
    desk.server.setPresence({ kind: 'paused', reason: 'missed' });
    await page.getByText('You missed a call').waitFor();
    await shot(page, 'missed');
    await expectAccessible(page);
  });

  it('shows only what the server has: a refusal changes nothing', async () => {
    const { page } = await ready();
    desk.server.refuse('presence.set', 'agent.busy');
    await button(page, 'Pause').click();
    await page.getByText('you still have an open call').waitFor();
    expect(await button(page, 'Ready').getAttribute('aria-pressed')).toBe('true');
    expect(await button(page, 'Pause').getAttribute('aria-pressed')).toBe('false');
  });
});

describe('a call', () => {
  it('rings, is answered, held, muted and finished; every screen is accessible', async () => {
    const peer = await openPeer(desk.browser, desk.server);
    const { page, problems } = await ready();
    await page.getByRole('button', { name: 'Not now' }).click();
    const contact = desk.server.contact({ firstName: 'Anna', lastName: 'Bianchi', phone: '0452224600', email: 'anna@example.it' });
    desk.server.contacts.set(contact.id, contact);
    desk.server.ring({ name: 'Anna Bianchi', contactId: contact.id, answers, waitedMs: 42_000 });
    await button(page, 'Answer').waitFor();
    for (const name of ['Answer', 'Decline']) expect(await loosely(page, name).count(), name).toBe(1);
    expect(await page.locator('dd script, dd b').count()).toBe(0);
    await page.getByText('<script>alert(1)</script>').first().waitFor();
    await page.waitForFunction(() => document.title.includes('Anna Bianchi'));
    await shot(page, 'ringing');
    await expectAccessible(page);

    await button(page, 'Answer').click();
    await button(page, 'Hold').waitFor();
    await agentIsHeard(peer, 1);
    for (const name of ['Hold', 'Mute', 'Hang up']) expect(await loosely(page, name).count(), name).toBe(1);
    expect(await page.title()).toBe('Centralino');
    await page.getByText('045 222 4600').first().waitFor();
    await shot(page, 'talking');
    await expectAccessible(page);

    await button(page, 'Hold').click();
    await button(page, 'Resume').waitFor();
    expect(await loosely(page, 'Hold').count()).toBe(0);
    await shot(page, 'held');
    await expectAccessible(page);
    await button(page, 'Resume').click();
    await button(page, 'Hold').waitFor();
    await button(page, 'Mute').click();
    await page.getByText('Your microphone is off').waitFor();

    await page.getByLabel('Notes').fill('Parcel was sent twice.');
    await page.getByText('Saved', { exact }).waitFor();
    await button(page, 'Hang up').click();
    await button(page, 'Finish').waitFor();
    expect(await loosely(page, 'Finish').count()).toBe(1);
    await shot(page, 'wrap-up');
    await expectAccessible(page);
    await page.getByLabel('Notes').press('Control+Enter');
    await button(page, 'Finish').waitFor({ state: 'detached' });
    await page.getByText('in line for the next call').waitFor();
    expect(desk.server.past[0]?.segments[0]).toMatchObject({ outcome: 'completed', note: 'Parcel was sent twice.' });

    // The customer's rating came afterwards.
    Object.assign(desk.server.past[0] ?? {}, { rating: 4, ratingComment: 'Quick and kind' });
    await page.getByRole('button', { name: /Anna Bianchi/ }).click();
    await page.getByText('Parcel was sent twice.').waitFor();
    await page.getByRole('region', { name: 'What the customer said' }).getByText('Quick and kind').waitFor();
    await shot(page, 'past');
    await expectAccessible(page);
    expect(problems).toEqual([]);
  });

  it('shows both pictures of a video call', async () => {
    await openPeer(desk.browser, desk.server);
    const { page } = await ready();
    desk.server.ring({ name: 'Anna Bianchi', channel: 'video' });
    await button(page, 'Answer').click();
    await button(page, 'Hold').waitFor();
    const picture = page.getByLabel('The customer’s picture');
    await picture.waitFor();
    await page.waitForFunction(() => [...document.querySelectorAll('video')].filter((one) => one.videoWidth > 0).length === 2);
    await shot(page, 'video');
    expect(await page.getByLabel('Your own picture').evaluate((one) => one.clientWidth)).toBeLessThan(200);
    await expectAccessible(page);
    await button(page, 'Camera').click();
    await page.getByLabel('Your own picture').waitFor({ state: 'detached' });
  });

  it('is brought back by F5 within three seconds, with what was typed and the mute', async () => {
    const peer = await openPeer(desk.browser, desk.server);
    const { page } = await ready();
    desk.server.ring({ name: 'Anna Bianchi' });
    await button(page, 'Answer').click();
    await button(page, 'Hold').waitFor();
    await agentIsHeard(peer, 1);
    await button(page, 'Mute').click();
    await page.getByLabel('Notes').fill('Half a sent');
    await page.reload();
    await button(page, 'Hang up').waitFor();
    await agentIsHeard(peer, 2);
    expect(await button(page, 'Mute').getAttribute('aria-pressed')).toBe('true');
    expect(await page.getByLabel('Notes').inputValue()).toBe('Half a sent');
  });

  it('goes on while the line to the server is away; what is typed is kept and sent later', async () => {
    await openPeer(desk.browser, desk.server);
    const { page } = await ready();
    const id = desk.server.ring({ name: 'Anna Bianchi' });
    await button(page, 'Answer').click();
    await button(page, 'Hold').waitFor();
    desk.server.setAway(true);
    await page.getByText('your call goes on').waitFor();
    await page.getByLabel('Notes').fill('Typed in the dark');
    await page.getByText('Kept here').waitFor();
    await shot(page, 'reconnecting');
    await expectAccessible(page);
    desk.server.setAway(false);
    await page.getByText('your call goes on').waitFor({ state: 'detached' });
    await page.getByText('Saved', { exact }).waitFor();
    expect(desk.server.segmentOf(id).note).toBe('Typed in the dark');
  });

  it('says that the server can save nothing, what that means for the call, and why a button did nothing', async () => {
    await openPeer(desk.browser, desk.server);
    const { page } = await ready();
    desk.server.ring({ name: 'Anna Bianchi' });
    await button(page, 'Answer').click();
    await button(page, 'Hold').waitFor();
    desk.server.push('trouble', { obstacle: 'storageFull' });
    await page.getByRole('status').getByText('You can go on talking').waitFor();
    desk.server.refuse('segment.hangUp', 'server.storageFull');
    await button(page, 'Hang up').click();
    await page.getByText('This was not done').waitFor();
    await shot(page, 'storage-full');
    await expectAccessible(page);
    desk.server.push('trouble', { obstacle: null });
    await page.getByText('You can go on talking').waitFor({ state: 'detached' });
  });

  it('can be taken into another window', async () => {
    const peer = await openPeer(desk.browser, desk.server);
    const { page } = await ready();
    desk.server.ring({ name: 'Anna Bianchi' });
    await button(page, 'Answer').click();
    await button(page, 'Hold').waitFor();
    const second = await page.context().newPage();
    await second.goto(`${desk.server.url}/desk/?lang=en`);
    await second.getByText('in another window').waitFor();
    await shot(second, 'elsewhere');
    await expectAccessible(second);
    await button(second, 'Take it here').click();
    await page.getByText('in another window').waitFor();
    await agentIsHeard(peer, 2);
  });

  it('goes on in the other window when the one that had it is closed for good', async () => {
    const peer = await openPeer(desk.browser, desk.server);
    const { page } = await ready();
    const second = await page.context().newPage();
    await second.goto(`${desk.server.url}/desk/?lang=en`);
    await second.locator('button[aria-pressed=true]').waitFor();
    const id = desk.server.ring({ name: 'Anna Bianchi' });
    await button(page, 'Answer').click();
    await agentIsHeard(peer, 1);
    await second.getByText('in another window').waitFor();
    await page.close();
    await second.bringToFront();
    desk.server.lose(id, 'agent');
    await agentIsHeard(peer, 2);
    await button(second, 'Mute').waitFor();
  });

  it('is linked to a contact that the agent creates', async () => {
    await openPeer(desk.browser, desk.server);
    const { page } = await ready();
    desk.server.ring({ answers: [{ key: 'phone', label: 'Mobile number', value: '3471234567' }] });
    await page.getByRole('heading', { name: 'Anonymous customer' }).waitFor();
    await button(page, 'Answer').click();
    await button(page, 'Hold').waitFor();
    await button(page, 'New contact').click();
    await page.getByLabel('First name').fill('Anna');
    await page.getByLabel('Last name').fill('Bianchi');
    expect(await page.getByRole('textbox', { name: 'Phone number' }).inputValue()).toBe('3471234567');
    await shot(page, 'new-contact');
    await expectAccessible(page);
    await button(page, 'Save').click();
    await page.getByRole('heading', { name: 'Anna Bianchi' }).waitFor();
    expect(desk.server.requests.some(({ type }) => type === 'contact.link')).toBe(true);
  });

  it('becomes a contact of what they wrote, by one click', async () => {
    await openPeer(desk.browser, desk.server);
    const { page } = await ready();
    desk.server.ring({ answers });
    await button(page, 'Answer').click();
    await button(page, 'Save Anna as a contact').click();
    await button(page, 'Not this person').waitFor();
    expect([...desk.server.contacts.values()]).toMatchObject([{ firstName: 'Anna', tel: [{ value: '+393471234567' }] }]);
  });

  it('goes on to the next agent at once when there is no microphone', async () => {
    const { page } = await ready();
    await page.addInitScript(() => undefined);
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotFoundError'));
    });
    desk.server.ring({ name: 'Anna Bianchi' });
    await button(page, 'Answer').click();
    await page.getByText('No microphone was found').first().waitFor();
    expect(desk.server.requests.find(({ type }) => type === 'leg.failed')?.data).toMatchObject({ cause: 'notFound' });
    await shot(page, 'no-microphone');
    await expectAccessible(page);
  });

  it('says when the customer is away, and what is wrong with the line', async () => {
    await openPeer(desk.browser, desk.server);
    const { page } = await ready();
    const id = desk.server.ring({ name: 'Anna Bianchi' });
    await button(page, 'Answer').click();
    await button(page, 'Hold').waitFor();
    const stats = {
      rttMs: 480,
      jitterMs: 30,
      lossIn: 0.12,
      lossOut: 0.02,
      audioPacketsIn: 500,
      audioPacketsOut: 500,
      videoPacketsIn: 0,
      videoPacketsOut: 0,
      bpsIn: 30_000,
      bpsOut: 30_000,
      silentMs: 10,
      r: 52,
      mos: 2.7,
      path: 'udp',
    } as const;
    desk.server.push('quality', { legId: desk.server.segmentOf(id).leg.id, stats, trouble: 'loss' });
    await page.getByText('Poor line').waitFor();
    await page.getByText('Parts of what you say get lost').waitFor();
    await shot(page, 'poor-line');
    await expectAccessible(page);
    // A microphone that is switched off is no good line, to whoever it belongs.
    const fine = { ...stats, lossOut: 0, r: 93, mos: 4.4 };
    const own = desk.server.segmentOf(id).leg.id;
    desk.server.push('quality', { legId: own, stats: fine, trouble: 'silence' });
    await page.getByText('We hear nothing from you.').waitFor();
    await page.getByText('Nothing heard').waitFor();
    expect(await page.getByText('Good line').count()).toBe(0);
    await shot(page, 'silence');
    await button(page, 'Mute').click();
    await page.getByText('We hear nothing from you.').waitFor({ state: 'detached' });
    await button(page, 'Mute').click();
    desk.server.push('quality', { legId: own, stats: fine, trouble: 'none' });
    desk.server.push('quality', { legId: desk.server.calls.get(id).customerLeg.id, stats: fine, trouble: 'silence' });
    await page.getByText('Nothing is heard from the customer.').waitFor();
    await page.getByText('Good line').waitFor();
    await shot(page, 'customer-silent');
    desk.server.lose(id, 'customer');
    await page.getByText('Waiting 20 s for them to come back').or(page.getByText('Waiting 19 s for them')).waitFor();
    await shot(page, 'customer-away');
    await expectAccessible(page);
  });

  it('says what is so, also under a browser’s page translation', async () => {
    const { page, problems } = await ready();
    expect(await translatePage(page)).toBe(0);
    desk.server.ring({ name: 'Anna Bianchi' });
    const item = page.getByRole('button', { name: /Anna Bianchi/ }).first();
    await item.getByText('Ringing').waitFor();
    await button(page, 'Answer').click();
    await item.getByText('Ringing').waitFor({ state: 'detached' });
    await item.getByText('Connecting').waitFor();
    expect(problems).toEqual([]);
  });

  it('that was missed or taken back says so', async () => {
    const { page } = await ready();
    desk.server.endOffer(desk.server.ring({ name: 'Anna Bianchi' }), 'withdrawn');
    await page.getByText('Anna Bianchi is no longer there').waitFor();
    expect(await button(page, 'Answer').count()).toBe(0);
  });
});

describe('keys', () => {
  it('answer, hold, mute, note and help; none while somebody types', async () => {
    await openPeer(desk.browser, desk.server);
    const { page } = await ready();
    desk.server.ring({ name: 'Anna Bianchi' });
    await button(page, 'Answer').waitFor();
    // Keys are not for a ring that has only just come; the card says from when they are.
    await page.locator('[data-ring][data-settled]').waitFor();
    await page.keyboard.press('Enter');
    await button(page, 'Hold').waitFor();
    await page.keyboard.press('h');
    await button(page, 'Resume').waitFor();
    await page.keyboard.press('h');
    await button(page, 'Hold').waitFor();
    await page.keyboard.press('n');
    await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
    await page.keyboard.type('hmm?');
    expect(await page.getByLabel('Notes').inputValue()).toBe('hmm?');
    expect(await button(page, 'Mute').getAttribute('aria-pressed')).toBe('false');
    await page.getByLabel('Notes').blur();
    await page.keyboard.press('m');
    await page.locator('button[aria-pressed=true]', { hasText: 'Mute' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await shot(page, 'help');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Change key' }).nth(2).click();
    await page.keyboard.press('k');
    await page.getByRole('alert').getByText('That key is in use').waitFor();
    await page.keyboard.press('j');
    await page.getByRole('dialog').getByText('J', { exact }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('j');
    await button(page, 'Resume').waitFor();
  });
});

describe('other pages', () => {
  it('a call in a large dark window, in Italian, is as accessible', async () => {
    await openPeer(desk.browser, desk.server);
    const { page } = await ready({ lang: 'it', context: { viewport: { width: 1600, height: 900 }, colorScheme: 'dark' } });
    const contact = desk.server.contact({
      firstName: 'Mario',
      lastName: 'Rossi',
      company: 'Rossi Srl',
      phone: '0452224600',
      notes: 'Preferisce la mattina.',
    });
    desk.server.contacts.set(contact.id, contact);
    desk.server.ring({ name: 'Mario Rossi', contactId: contact.id, channel: 'video', answers, waitedMs: 95_000 });
    await button(page, 'Rispondi').waitFor();
    await shot(page, 'ringing-it-dark-large');
    await expectAccessible(page);
    await button(page, 'Rispondi').click();
    await button(page, 'Attesa').waitFor();
    await page.waitForFunction(() => [...document.querySelectorAll('video')].filter((one) => one.videoWidth > 0).length === 2);
    await shot(page, 'video-it-dark-large');
    await expectAccessible(page);
    await button(page, 'Attesa').click();
    await button(page, 'Riprendi').waitFor();
    await shot(page, 'held-it-dark-large');
    await expectAccessible(page);
    await button(page, 'Riaggancia').click();
    await button(page, 'Concludi').waitFor();
    await shot(page, 'wrap-up-it-dark-large');
    await expectAccessible(page);
  });

  it('contacts and settings are accessible, in both languages, light and dark', async () => {
    const contact = desk.server.contact({
      firstName: 'Mario',
      lastName: 'Rossi',
      company: 'Rossi Srl',
      phone: '0452224600',
      email: 'mario@rossi.it',
    });
    desk.server.contacts.set(contact.id, contact);
    for (const [lang, colorScheme] of [
      ['en', 'dark'],
      ['it', 'light'],
    ] as const) {
      const { page, problems } = await ready({ lang, context: { colorScheme } });
      await shot(page, `ready-${lang}-${colorScheme}`);
      await expectAccessible(page);
      await page.locator('nav').getByRole('button').nth(1).click();
      await page.getByRole('button', { name: /Mario Rossi/ }).click();
      await page.getByText('045 222 4600').first().waitFor();
      await shot(page, `contacts-${lang}-${colorScheme}`);
      await expectAccessible(page);
      await page.locator('nav').getByRole('button').last().click();
      await page.getByRole('meter').waitFor();
      await shot(page, `settings-${lang}-${colorScheme}`);
      await expectAccessible(page);
      expect(problems).toEqual([]);
      await page.context().close();
    }
  });
});
