import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openWindow } from '../support/browser.ts';
import { agentAtWork, customerCalls, customerInShop, press } from '../support/people.ts';
import { restAs } from '../support/rest.ts';
import { tonesHeard } from '../support/voices.ts';
import { browser, centralino, useStage } from '../support/stage.ts';

useStage();

/** A supervisor in front of real browsers with voices that can be told apart: what they see, whom they hear, who hears them. */

/** Hz. */
const voices = { customer: 440, op1: 1_000, sup1: 2_600 };
type Who = keyof typeof voices;
const exact = true;

async function signedIn(username: string, beginning?: number): Promise<Page> {
  const page = await openWindow(browser, `${centralino.url}/desk/?lang=en`, beginning);
  await page.getByLabel('Username', { exact }).fill(username);
  await page.getByLabel('Password', { exact }).fill(username);
  await press(page, 'Sign in');
  await page.locator('nav').waitFor();
  return page;
}
/** Exactly these voices reach this page. */
const hears = (page: Page, ...whom: Who[]) =>
  expect
    .poll(() => tonesHeard(page, Object.values(voices)), { timeout: 15_000, interval: 100 })
    .toEqual(whom.map((who) => voices[who]).sort((one, other) => one - other));

it('a supervisor sees the team live, listens, whispers, barges in, takes over, and moves who waits; agents may not', async () => {
  const { url } = centralino;
  const [sup1, op1, customer] = await Promise.all([
    signedIn('sup1', voices.sup1),
    agentAtWork(browser, url, 'op1', voices.op1),
    customerInShop(browser, url, voices.customer),
  ]);
  expect(await op1.getByRole('button', { name: 'Wallboard', exact }).count()).toBe(0);
  await sup1.getByRole('heading', { name: 'Wallboard' }).waitFor();
  await sup1.getByRole('row', { name: /Operatore 1.*Ready/ }).waitFor();
  expect(await sup1.getByRole('button', { name: 'Ready', exact }).count()).toBe(0);

  await customerCalls(customer);
  await press(op1, 'Answer');
  await op1.getByRole('button', { name: 'Hold', exact }).waitFor();
  await sup1.getByRole('row', { name: /Operatore 1.*Talking/ }).waitFor();
  await hears(customer, 'op1');

  await press(sup1, 'Listen');
  await sup1.getByText('Nobody hears you.').waitFor();
  await hears(sup1, 'customer', 'op1');
  await hears(op1, 'customer');
  await hears(customer, 'op1');
  await press(sup1, 'Whisper');
  await hears(op1, 'customer', 'sup1');
  await hears(customer, 'op1');
  await press(sup1, 'Barge in');
  await hears(customer, 'op1', 'sup1');
  await hears(op1, 'customer', 'sup1');
  await press(sup1, 'Leave');
  await sup1.getByRole('button', { name: 'Leave', exact }).waitFor({ state: 'detached' });
  await hears(customer, 'op1');
  await hears(op1, 'customer');

  // What agents may not do the server refuses, whatever the page shows.
  const rest = await restAs(url, 'sup1');
  const { interactions } = (await rest('GET', '/interactions?limit=1')) as { interactions: { id: string }[] };
  const op2 = await signedIn('op2');
  const refusals = await op2.evaluate(async (interactionId) => {
    const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/ws`);
    await new Promise((resolve) => (socket.onopen = resolve));
    const ask = (type: string, data: unknown): Promise<string> =>
      new Promise((resolve) => {
        const listen = ({ data: text }: MessageEvent<string>): void => {
          const frame = JSON.parse(text) as { id: string; type: string; data: { code?: string } };
          if (frame.id !== type) return;
          socket.removeEventListener('message', listen);
          resolve(frame.data.code ?? frame.type);
        };
        socket.addEventListener('message', listen);
        socket.send(JSON.stringify({ v: 1, id: type, type, data }));
      });
    const answers = [await ask('hello', { app: 'desk', since: null })];
    answers.push(await ask('team.watch', {}));
    answers.push(await ask('supervise.start', { interactionId, mode: 'listen' }));
    answers.push(await ask('team.move', { interactionId, to: { kind: 'service', code: 'customercare' } }));
    socket.close();
    return answers;
  }, interactions[0]?.id ?? '');
  expect(refusals).toEqual(['reply', 'auth.forbidden', 'auth.forbidden', 'auth.forbidden']);
  await op2.context().close();

  await press(sup1, 'Listen');
  await hears(sup1, 'customer', 'op1');
  await press(sup1, 'Take over');
  await sup1.getByRole('button', { name: 'Hang up', exact }).waitFor();
  await op1.getByText('A colleague took you out of the call').waitFor();
  await hears(customer, 'sup1');
  await hears(sup1, 'customer');
  await press(sup1, 'Hang up');
  await press(sup1, 'Finish');
  await sup1.getByRole('heading', { name: 'Wallboard' }).waitFor();
  await press(op1, 'Finish');

  // Presence, and a customer who waits because of it: moved to that agent by name, they ring at once.
  await press(sup1, 'Set the presence of Operatore 1');
  await sup1
    .getByRole('menuitem', { name: /^Pause: / })
    .first()
    .click();
  await op1.locator('button[aria-pressed=true]', { hasText: 'Pause' }).waitFor();
  const next = await customerInShop(browser, url);
  await customerCalls(next);
  await press(sup1, 'Move');
  const dialog = sup1.getByRole('dialog');
  await dialog.getByRole('combobox').fill('Operatore 1');
  await dialog.locator('[role=option][aria-selected=true]', { hasText: 'Operatore 1' }).waitFor();
  await dialog.getByRole('button', { name: 'Move', exact }).click();
  await dialog.waitFor({ state: 'detached' });
  await op1.getByRole('button', { name: 'Answer', exact }).waitFor();
}, 180_000);
