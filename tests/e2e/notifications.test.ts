import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser, openWindow } from '../support/browser.ts';
import { RunningCentralino } from '../support/centralino.ts';
import { keepEvidence } from '../support/evidence.ts';
import { agentAtDesk, agentAtWork, finish, give, press } from '../support/people.ts';
import { openPhpCrm, type PhpCrm } from '../support/php-crm.ts';
import { AdminApi } from '../support/admin-api.ts';

const exact = true;
let centralino: RunningCentralino;
let browser: Browser;
let php: PhpCrm;
let crm: Page;
let op1: Page;
let op2: Page;
let open = false;

/** Everything that the tests share; one that failed leaves calls behind, so the next begins with a new one. */
async function openStage(): Promise<void> {
  [centralino, browser, php] = await Promise.all([RunningCentralino.start(), launchBrowser(), openPhpCrm()]);
  // Nine more records, exactly as the vendor's example configures them, told besides the demo's own CRM.
  const admin = await AdminApi.signIn(centralino.url);
  const { records } = await admin.get<{ records: { id: string; uri: string }[] }>('/notifications/records');
  expect(records).toHaveLength(9);
  for (const { id, uri, ...record } of records) {
    void id;
    await admin.post('/notifications/records', {
      ...record,
      uri: `${php.url}${uri.slice(uri.indexOf('/demo/crm') + '/demo/crm'.length)}.php`,
    });
  }
  // op2 is there but on a break, so that the queue does not choose them.
  [op1, op2, crm] = await Promise.all([
    agentAtWork(browser, centralino.url, 'op1'),
    agentAtDesk(browser, centralino.url, 'op2'),
    openWindow(browser, `${centralino.url}/demo/crm/?lang=it`),
  ]);
}
async function closeStage(): Promise<void> {
  open = false;
  await browser?.close();
  await centralino?.stop();
  await php?.close();
}
beforeEach(async () => {
  if (open) return;
  open = true;
  await openStage();
});
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  await keepEvidence(task.name, browser, centralino.url).catch(() => undefined);
  await closeStage();
});
afterAll(closeStage);

/** Mario Rossi calls from the shop, with the number by which the CRM knows him. */
async function marioCalls(): Promise<Page> {
  const page = await openWindow(browser, `${centralino.url}/demo/shop/?lang=en`);
  await page.getByRole('button', { name: 'Contact us', exact }).click();
  await page.getByRole('button', { name: 'Call', exact }).click();
  await page.getByLabel('Microphone', { exact }).waitFor();
  await page.getByRole('button', { name: 'Start', exact }).click();
  await page.getByLabel('First name', { exact }).fill('Mario', { timeout: 20_000 });
  await page.getByLabel('Last name', { exact }).fill('Rossi');
  await page.getByLabel('Email', { exact }).fill('mario.rossi@example.com');
  await page.getByLabel('Mobile number', { exact }).fill('045 2224600');
  await page.getByRole('button', { name: 'Call now', exact }).click();
  return page;
}

/** A talk of Mario with op1, of which the CRM knows as its n-th call, from 0. */
async function talk(): Promise<{ customer: Page; n: number }> {
  const n = php.calls().length;
  const customer = await marioCalls();
  await php.when(() => php.calls().length === n + 1);
  await press(op1, 'Answer');
  await php.when(() => php.calls()[n]?.['answerDateTime'] !== undefined);
  return { customer, n };
}

/** The newest line of the demo CRM's page, once it is complete; both CRMs have written down the same. */
async function journeyShows(count: number, words: string[]): Promise<void> {
  const rows = crm.locator('tbody tr');
  await rows.nth(count - 1).waitFor();
  for (const word of words) await rows.first().getByText(word).first().waitFor();
  expect(await rows.count()).toBe(count);
  const ours = (await (await fetch(`${centralino.url}/demo/crm/journey?number=0452224600`)).json()) as { calls: unknown };
  expect(ours.calls).toEqual(php.db['0452224600']?.calls);
}

const times = (call: Record<string, string> | undefined, ...names: string[]): string[] => names.map((name) => call?.[name] ?? 'missing');

describe('a CRM that was made for TVox', () => {
  it('follows a service call: ring, answer, hang-up; and one that is given up before the answer', async () => {
    const { customer, n } = await talk();
    await press(customer, 'Hang up');
    await php.when(() => php.calls()[n]?.['hangupDateTime'] !== undefined);
    await finish(op1);
    const call = php.calls()[n];
    expect(call).toMatchObject({ direction: 'IN', agent: 'op1', service: 'customercare' });
    const order = times(call, 'ringDateTime', 'answerDateTime', 'hangupDateTime');
    expect([...order].sort()).toEqual(order);
    expect(order.join()).toMatch(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z,?){3}$/);
    await journeyShows(n + 1, ['customercare', 'op1']);
    expect(php.requests[0]).toMatch(
      /^\/service\/ring\.php\?dateTime=[\dT-]+%3A\d\d%3A[\d.]+Z&callId=[\w-]+&agent=op1&service=customercare&callerNumber=0452224600$/,
    );

    const second = await marioCalls();
    await php.when(() => php.calls().length === n + 2);
    await press(second, 'Cancel');
    await php.when(() => php.calls()[n + 1]?.['hangupDateTime'] !== undefined);
    expect(php.calls()[n + 1]?.['answerDateTime']).toBeUndefined();
    await journeyShows(n + 2, ['customercare']);
  });

  it('follows a blind transfer: the end of the first leg, the transfer, the second agent with the original call id', async () => {
    const { customer, n } = await talk();
    await give(op1, 'Operatore 2', 'Blind transfer');
    await op2.getByRole('button', { name: 'Decline', exact }).click();
    await op1.getByRole('button', { name: 'Hang up', exact }).waitFor();
    await give(op1, 'Operatore 2', 'Blind transfer');
    await op2.getByRole('button', { name: 'Answer', exact }).waitFor();
    expect(php.calls()[n], 'nothing of the one that was declined, nor of the one that rings').not.toHaveProperty('hangupDateTime');
    expect(php.calls()[n]).not.toHaveProperty('transferToAgent');
    await press(op2, 'Answer');
    await php.when(() => php.calls()[n]?.['transferToAnswerDateTime'] !== php.calls()[n]?.['transferToDateTime']);
    expect(php.calls()[n]).toMatchObject({ agent: 'op1', transferToAgent: 'op2' });
    await press(op2, 'Hang up');
    await php.when(() => php.calls()[n]?.['transferToHangupDateTime'] !== undefined);
    await finish(op1);
    await finish(op2);
    await customer.close();
    const order = times(
      php.calls()[n],
      'ringDateTime',
      'answerDateTime',
      'hangupDateTime',
      'transferToAnswerDateTime',
      'transferToHangupDateTime',
    );
    expect([...order].sort()).toEqual(order);
    const told = php.requests.filter((path) => path.includes(Object.keys(php.db['0452224600']?.calls ?? {})[n] ?? '?'));
    expect(told.map((path) => path.split('?', 1)[0])).toEqual(
      ['service/ring', 'service/answer', 'service/hangup', 'transfer/transfer', 'transfer/answer', 'transfer/hangup'].map(
        (page) => `/${page}.php`,
      ),
    );
    await journeyShows(n + 1, ['Chiamata trasferita (diretta / blind)', 'op2']);
  });

  it('follows a transfer with consultation: it closes with the hang-up of the service', async () => {
    const { customer, n } = await talk();
    await give(op1, 'Operatore 2', 'Consult');
    await press(op2, 'Answer');
    await op2.getByRole('button', { name: 'Hang up', exact }).waitFor();
    await press(op1, 'Complete transfer');
    await php.when(() => php.calls()[n]?.['transferToAgent'] === 'op2');
    await finish(op1);
    await press(customer, 'Hang up');
    await php.when(() => php.calls()[n]?.['transferToHangupDateTime'] !== undefined);
    await finish(op2);
    const call = php.calls()[n];
    expect(call?.['transferToAnswerDateTime']).toBe(call?.['transferToDateTime']);
    expect(call?.['hangupDateTime']).toBe(call?.['transferToDateTime']);
    expect(php.requests.at(-1)).toContain('/service/hangup.php');
    await journeyShows(n + 1, ['Chiamata trasferita (con consultazione)', 'op2']);
  });

  it('follows a call by hand about the contact: their number is the called one', async () => {
    const before = php.calls().length;
    await press(op1, 'Contacts');
    await op1.getByLabel('Search contacts', { exact }).fill('045 2224600');
    await op1
      .getByRole('main')
      .getByRole('button', { name: /Mario Rossi/ })
      .click();
    await press(op1, 'Call a colleague about this contact');
    const dialog = op1.getByRole('dialog');
    await dialog.getByRole('combobox').fill('Operatore 2');
    await dialog.getByRole('option', { name: /^Operatore 2/ }).click();
    await dialog.getByRole('button', { name: 'Call', exact }).click();
    await php.when(() => php.calls().length === before + 1);
    await press(op2, 'Answer');
    await php.when(() => php.calls()[before]?.['answerDateTime'] !== undefined);
    await press(op1, 'Back');
    await press(op1, 'Hang up');
    await php.when(() => php.calls()[before]?.['hangupDateTime'] !== undefined);
    expect(php.calls()[before]).toMatchObject({ direction: 'OUT', agent: 'op1' });
    const told = php.requests.filter((path) => path.includes(Object.keys(php.db['0452224600']?.calls ?? {})[before] ?? '?'));
    expect(told.filter((path) => path.startsWith('/outbound/'))).toEqual([
      expect.stringMatching(/^\/outbound\/new\.php\?dateTime=[^&]+&callId=[\w-]+&calledNumber=0452224600&agent=op1$/),
      expect.stringMatching(/^\/outbound\/answer\.php\?dateTime=[^&]+&callId=[\w-]+&calledNumber=0452224600$/),
      expect.stringMatching(/^\/outbound\/hangup\.php\?dateTime=[^&]+&callId=[\w-]+&calledNumber=0452224600$/),
    ]);
    await journeyShows(before + 1, ['Outbound', 'op1']);
  });

  it('empties the journey on request', async () => {
    await press(crm, 'Cancella Journey');
    await crm.getByText('Nessuna interazione ancora').waitFor();
  });
});
