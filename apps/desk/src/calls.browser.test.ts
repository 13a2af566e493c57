import { fakeColleagues } from '@centralino/ui/testing';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { agentIsHeard, expectAccessible, openPeer, shot, type openDesk } from './testing/desk-window.ts';
import { button, deskFixture, loosely, readyDesk } from './testing/signed-in.ts';

const desk = deskFixture();
const exact = true;
const search = (page: Page) => page.getByRole('dialog').getByRole('combobox');
const last = (type: string) => desk.server.requests.findLast((request) => request.type === type)?.data;

async function readyWithPeer(options: Parameters<typeof openDesk>[2] = {}): Promise<{ page: Page; peer: Page; problems: string[] }> {
  const peer = await openPeer(desk.browser, desk.server);
  const opened = await readyDesk(desk, options);
  await opened.page.getByRole('button', { name: /Not now|Non ora/ }).click();
  return { ...opened, peer };
}

async function talkingDesk(
  options: Parameters<typeof openDesk>[2] = {},
): Promise<{ page: Page; peer: Page; problems: string[]; id: string }> {
  const opened = await readyWithPeer(options);
  const contact = desk.server.contact({ firstName: 'Anna', lastName: 'Bianchi', phone: '0452224600' });
  desk.server.contacts.set(contact.id, contact);
  const id = desk.server.ring({ name: 'Anna Bianchi', contactId: contact.id });
  await button(opened.page, options.lang === 'it' ? 'Rispondi' : 'Answer').click();
  await button(opened.page, options.lang === 'it' ? 'Attesa' : 'Hold').waitFor();
  await agentIsHeard(opened.peer, 1);
  return { ...opened, id };
}

/** Opens the dialog, looks for somebody and does it. */
async function give(page: Page, query: string, action: 'Blind transfer' | 'Consult'): Promise<void> {
  await button(page, 'Transfer').click();
  await search(page).fill(query);
  await page.locator('[role=option][aria-selected=true]', { hasText: query }).waitFor();
  await button(page, action).click();
}

describe('transfer', () => {
  it('finds whom to give the call to, says who has it on the way, and ends in after-call work', async () => {
    desk.server.colleagues = [
      { ...fakeColleagues[0], presence: { kind: 'ready' }, activity: 'idle', connected: true, callable: true },
      { ...fakeColleagues[1], presence: { kind: 'paused', reason: 'lunch' }, activity: 'talking', connected: true, callable: false },
    ];
    const { page, id, problems } = await talkingDesk();
    for (const name of ['Hold', 'Mute', 'Transfer', 'Keypad', 'Hang up']) expect(await loosely(page, name).count(), name).toBe(1);
    await page.keyboard.press('t');
    await page.getByRole('dialog').waitFor();
    await page.getByRole('option', { name: /Operatore 2.*free/ }).waitFor();
    await page.getByRole('option', { name: /Operatore 3.*in a call/ }).waitFor();
    await page.getByRole('option', { name: /Customer Care.*1 free/ }).waitFor();
    await shot(page, 'transfer-dialog');
    await expectAccessible(page);
    await page.keyboard.type('operatore');
    await page.locator('[role=option][aria-selected=true]', { hasText: 'Operatore 2' }).waitFor();
    // Who can't take it is grey, and arrows and clicks go past them.
    expect(await page.getByRole('option', { name: /Operatore 3/ }).getAttribute('aria-disabled')).toBe('true');
    await page.getByText('Operatore 3').click();
    await page.keyboard.press('ArrowDown');
    await page.locator('[role=option][aria-selected=true]', { hasText: 'Operatore 2' }).waitFor();
    await page.getByRole('dialog').getByRole('combobox').focus();
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Blind transfer');
    await page.keyboard.press('Enter');
    await page.getByText('Handing over to Operatore 2').waitFor();
    expect(last('segment.transfer')).toMatchObject({ interactionId: id, to: { kind: 'agent', agentId: 'agent-2' } });
    for (const name of ['Hold', 'Resume', 'Transfer']) expect(await button(page, name).count(), name).toBe(0);
    for (const name of ['Take back', 'Hang up']) expect(await loosely(page, name).count(), name).toBe(1);
    await shot(page, 'transferring');
    await expectAccessible(page);
    desk.server.calls.answered(id);
    await button(page, 'Finish').waitFor();
    await page.getByText('You transferred the call').waitFor();
    expect(problems).toEqual([]);
  });

  it('can be taken back, and says calmly why it failed', async () => {
    const { page, id } = await talkingDesk();
    await give(page, 'Operatore 2', 'Blind transfer');
    await button(page, 'Take back').click();
    await button(page, 'Hold').waitFor();
    await give(page, 'Operatore 3', 'Blind transfer');
    await button(page, 'Take back').waitFor();
    desk.server.calls.refused(id, 'declined');
    await page.getByRole('status').getByText('Operatore 3 could not take the call. Anna Bianchi is with you again.').waitFor();
    await button(page, 'Hold').waitFor();
    await shot(page, 'transfer-failed');
    await expectAccessible(page);
  });

  it('to a service or a number says what the server says', async () => {
    const { page } = await talkingDesk();
    await button(page, 'Transfer').click();
    await search(page).fill('045 222 4600');
    const number = page.getByRole('option', { name: '045 222 4600' });
    await number.getByText('no telephone line yet').waitFor();
    expect(await number.getAttribute('aria-disabled')).toBe('true');
    expect(await button(page, 'Blind transfer').getAttribute('aria-disabled')).toBe('true');
    await shot(page, 'transfer-no-trunk');
    await expectAccessible(page);
    desk.server.refuse('segment.transfer', 'target.busy');
    await search(page).fill('customer');
    await page.locator('[role=option][aria-selected=true]', { hasText: 'Customer Care' }).waitFor();
    await button(page, 'Blind transfer').click();
    await page.getByRole('alert').getByText('in another call').waitFor();
    await button(page, 'Blind transfer').click();
    await button(page, 'Finish').waitFor();
    expect(last('segment.transfer')).toMatchObject({ to: { kind: 'service', code: 'customercare' } });
  });
});

describe('consultation', () => {
  it('shows both calls, swaps, and completes; the microphone is not offered again', async () => {
    const { page, id } = await talkingDesk();
    const offers = desk.server.requests.filter(({ type }) => type === 'leg.offer').length;
    await give(page, 'Operatore 2', 'Consult');
    const talks = page.getByRole('region', { name: 'Consultation' });
    await talks.getByText('Ringing').waitFor();
    await shot(page, 'consulting-rings');
    expect(await button(page, 'Complete transfer').count()).toBe(0);
    const second = desk.server.calls.get(id).consultations[0] ?? '';
    desk.server.calls.answered(second);
    await talks.getByText('You talk').waitFor();
    for (const name of ['Swap', 'Complete transfer', 'Conference', 'Cancel consultation', 'Hang up', 'Mute', 'Transfer', 'Keypad']) {
      expect(await loosely(page, name).count(), name).toBe(1);
    }
    await shot(page, 'consulting');
    await expectAccessible(page);
    await button(page, 'Swap').click();
    await page.locator('li', { hasText: 'Operatore 2' }).filter({ hasText: 'On hold' }).first().waitFor();
    await button(page, 'Swap').click();
    await talks.locator('li', { hasText: 'Anna Bianchi' }).filter({ hasText: 'On hold' }).waitFor();
    await button(page, 'Complete transfer').click();
    await button(page, 'Finish').waitFor();
    expect(desk.server.requests.filter(({ type }) => type === 'leg.offer')).toHaveLength(offers);
  });

  it('is cancelled, also by hanging up on whom one hears: the customer is back', async () => {
    const { page, id } = await talkingDesk();
    await give(page, 'Operatore 2', 'Consult');
    await button(page, 'Cancel consultation').click();
    await button(page, 'Hold').waitFor();
    await give(page, 'Operatore 2', 'Consult');
    desk.server.calls.answered(desk.server.calls.get(id).consultations.at(-1) ?? '');
    await button(page, 'Swap').waitFor();
    await button(page, 'Hang up').click();
    await button(page, 'Hold').waitFor();
    expect(desk.server.requests.filter(({ type }) => type === 'consult.cancel')).toHaveLength(2);
    expect(desk.server.requests.some(({ type }) => type === 'segment.hangUp')).toBe(false);
  });

  it('that nobody takes says so, and that the customer still waits', async () => {
    const { page, id } = await talkingDesk();
    await give(page, 'Operatore 2', 'Consult');
    await button(page, 'Cancel consultation').waitFor();
    desk.server.calls.refused(desk.server.calls.get(id).consultations[0] ?? '', 'missed');
    await page.getByText('Operatore 2 did not answer. Your customer is still on hold.').waitFor();
    await button(page, 'Resume').click();
    await button(page, 'Hold').waitFor();
  });

  it('becomes a conference: everybody is listed, can be silenced and removed', async () => {
    const { page, id } = await talkingDesk();
    await give(page, 'Operatore 2', 'Consult');
    await button(page, 'Cancel consultation').waitFor();
    desk.server.calls.answered(desk.server.calls.get(id).consultations[0] ?? '');
    await button(page, 'Conference').click();
    const parties = page.getByRole('region', { name: 'In this call' });
    await parties.getByText('Operatore 2').waitFor();
    for (const name of ['Hold', 'Mute', 'Leave', 'End for all']) expect(await loosely(page, name).count(), name).toBe(1);
    expect(await button(page, 'Hang up').count()).toBe(0);
    await button(page, 'Silence Operatore 2').click();
    await button(page, 'Let Operatore 2 speak').waitFor();
    await shot(page, 'conference');
    await expectAccessible(page);
    await button(page, 'Remove Operatore 2').click();
    await parties.waitFor({ state: 'detached' });
    await button(page, 'Hang up').click();
    await button(page, 'Finish').waitFor();
  });
});

describe('a conference', () => {
  const conference = async () => {
    const { page, id } = await talkingDesk();
    await give(page, 'Operatore 2', 'Consult');
    await button(page, 'Cancel consultation').waitFor();
    desk.server.calls.answered(desk.server.calls.get(id).consultations[0] ?? '');
    await button(page, 'Conference').click();
    await button(page, 'Leave').waitFor();
    return { page, id };
  };

  it('is left: the others go on, and the agent is told so', async () => {
    const { page, id } = await conference();
    await button(page, 'Leave').click();
    await page.getByText('You left the call, the others go on').waitFor();
    expect(last('segment.hangUp')).toMatchObject({ interactionId: id });
    expect(desk.server.requests.some(({ type }) => type === 'conference.end')).toBe(false);
  });

  it('is ended for all by a button of its own', async () => {
    const { page, id } = await conference();
    await button(page, 'End for all').click();
    await page.getByText('You ended the call').waitFor();
    expect(last('conference.end')).toMatchObject({ interactionId: id });
    expect(desk.server.calls.get(id).segments.map(({ endedBy }) => endedBy)).toEqual(['agent', 'colleague']);
  });
});

describe('calls between colleagues', () => {
  it('are made from the list: ring, talk, hang up; there is no after-call work', async () => {
    const { page, peer, problems } = await readyWithPeer();
    expect(await loosely(page, 'New call').count()).toBe(1);
    await button(page, 'New call').click();
    await search(page).fill('+39 045 222 4600');
    await page.getByRole('option', { name: '045 222 4600' }).getByText('no telephone line yet').waitFor();
    expect(await button(page, 'Call').getAttribute('aria-disabled')).toBe('true');
    await shot(page, 'call-no-trunk');
    await expectAccessible(page);
    await search(page).fill('op2');
    await page.locator('[role=option][aria-selected=true]', { hasText: 'Operatore 2' }).waitFor();
    await button(page, 'Call').click();
    await page.getByRole('status').getByText('Calling Operatore 2').waitFor();
    await agentIsHeard(peer, 1);
    await shot(page, 'calling');
    await expectAccessible(page);
    const id = [...desk.server.calls.open.keys()][0] ?? '';
    expect(desk.server.requests.some(({ type, data }) => type === 'leg.offer' && JSON.stringify(data).includes(`"${id}.c"`))).toBe(true);
    desk.server.calls.answered(id);
    await page.getByText('Calling Operatore 2').waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'Operatore 2' }).waitFor();
    for (const name of ['Mute', 'Keypad', 'Hang up']) expect(await loosely(page, name).count(), name).toBe(1);
    await page.reload();
    await button(page, 'Keypad').waitFor();
    await agentIsHeard(peer, 2);
    await button(page, 'Hang up').click();
    await page.getByText('in line for the next call').waitFor();
    expect(problems).toEqual([]);
  });

  it('ring with the colleague’s name, and whom they ask about', async () => {
    const { page } = await readyWithPeer();
    const direct = desk.server.ring({ by: 'call' });
    await page.getByRole('region', { name: 'Incoming call' }).getByRole('heading', { name: 'Operatore 2' }).waitFor();
    await page.getByText('A colleague calls').waitFor();
    await shot(page, 'ringing-colleague');
    await expectAccessible(page);
    await button(page, 'Answer').click();
    await button(page, 'Hang up').waitFor();
    await page.getByRole('heading', { name: 'Operatore 2' }).waitFor();
    desk.server.calls.wrap(direct, 'agent');
    await page.getByText('in line for the next call').waitFor();

    desk.server.ring({ by: 'transfer', name: 'Anna Bianchi' });
    await page.getByText('A colleague hands you a call').waitFor();
    await page.getByText('from Operatore 2').waitFor();
    await button(page, 'Decline').click();

    const asked = desk.server.ring({ by: 'consultation', name: 'Anna Bianchi' });
    await page.getByText('A colleague asks you').waitFor();
    await page.getByText('about Anna Bianchi').waitFor();
    await shot(page, 'ringing-consultation');
    await button(page, 'Answer').click();
    await button(page, 'Mute').waitFor();
    await page.getByRole('heading', { name: 'Operatore 2' }).waitFor();
    for (const name of ['Hold', 'Transfer']) expect(await button(page, name).count(), name).toBe(0);
    await shot(page, 'consulted');
    await expectAccessible(page);
    // The colleague completes: the agent goes on with the customer on the leg that they have.
    const offers = desk.server.requests.filter(({ type }) => type === 'leg.offer').length;
    await expect.poll(() => page.getByRole('timer').first().textContent(), { timeout: 10_000 }).not.toBe('00:00');
    desk.server.calls.completedByColleague(asked, 'transfer', 'Anna Bianchi');
    await page.getByRole('heading', { name: 'Anna Bianchi', level: 1 }).waitFor();
    await button(page, 'Hold').waitFor();
    expect(desk.server.requests.filter(({ type }) => type === 'leg.offer')).toHaveLength(offers);
  });
});

describe('the keypad', () => {
  it('sends tones by mouse and by keys, shows them, and says when the line has none', async () => {
    const { page, id } = await talkingDesk();
    await page.keyboard.press('k');
    const pad = page.getByRole('region', { name: 'Keypad' });
    await pad.getByRole('button', { name: '5', exact }).click();
    await page.keyboard.press('1');
    await page.keyboard.press('#');
    await pad.getByText('51#', { exact }).waitFor();
    await expect
      .poll(() => desk.server.requests.filter(({ type }) => type === 'leg.dtmf').map(({ data }) => data))
      .toEqual(['5', '1', '#'].map((digits) => ({ legId: `${id}.1.a`, digits })));
    await page.getByLabel('Notes').fill('order 4711');
    await pad.getByText('51#', { exact }).waitFor();
    desk.server.refuse('leg.dtmf', 'media.noDtmf');
    await pad.getByRole('button', { name: '*', exact }).click();
    await pad.getByText('can’t carry tones').waitFor();
    await shot(page, 'keypad');
    await expectAccessible(page);
    await button(page, 'Keypad').click();
    await pad.waitFor({ state: 'detached' });
    await page.keyboard.press('k');
    await pad.waitFor();
    await page.keyboard.press('Escape');
    await pad.waitFor({ state: 'detached' });
  });
});

describe('in Italian, dark', () => {
  it('everything of it is there, and as accessible', async () => {
    const { page, id } = await talkingDesk({ lang: 'it', context: { colorScheme: 'dark' } });
    await button(page, 'Trasferisci').click();
    await page.getByRole('option', { name: /Operatore 2/ }).waitFor();
    await shot(page, 'transfer-dialog-it-dark');
    await expectAccessible(page);
    await search(page).fill('Operatore 2');
    await page.locator('[role=option][aria-selected=true]', { hasText: 'Operatore 2' }).waitFor();
    await button(page, 'Consulta').click();
    await button(page, 'Annulla la consultazione').waitFor();
    desk.server.calls.answered(desk.server.calls.get(id).consultations[0] ?? '');
    await button(page, 'Alterna').waitFor();
    await button(page, 'Tastierino').click();
    await shot(page, 'consulting-it-dark');
    await expectAccessible(page);
    await button(page, 'Conferenza').click();
    await button(page, 'Silenzia Operatore 2').waitFor();
    await button(page, 'Tastierino').click();
    await shot(page, 'conference-it-dark');
    await expectAccessible(page);
  });
});
