import type { Browser, Page } from 'playwright-core';
import { openWindow, type Beginning } from './browser.ts';

const exact = true;

/** An agent's window: signed in, and not in line: colleagues may call. */
export async function agentAtDesk(browser: Browser, url: string, username: string, beginning?: Beginning): Promise<Page> {
  const page = await openWindow(browser, `${url}/desk/?lang=en`, beginning);
  await page.getByLabel('Username', { exact }).fill(username);
  await page.getByLabel('Password', { exact }).fill(username);
  await page.getByRole('button', { name: 'Sign in', exact }).click();
  await page.getByRole('button', { name: 'Ready', exact }).waitFor();
  return page;
}

/** The same, and ready. */
export async function agentAtWork(browser: Browser, url: string, username: string, beginning?: Beginning): Promise<Page> {
  const page = await agentAtDesk(browser, url, username, beginning);
  await page.getByRole('button', { name: 'Ready', exact }).click();
  await page.locator('button[aria-pressed="true"]', { hasText: 'Ready' }).waitFor();
  return page;
}

/** A customer's window on the shop page. */
export const customerInShop = (browser: Browser, url: string, beginning?: Beginning): Promise<Page> =>
  openWindow(browser, `${url}/demo/shop/?lang=en`, beginning);

/** The whole way of a customer from the corner button to the queue: devices, test, form, call. */
export async function customerCalls(page: Page, options: { channel?: 'Call' | 'Video call'; firstName?: string } = {}): Promise<void> {
  await page.getByRole('button', { name: 'Contact us', exact }).click();
  await page.getByRole('button', { name: options.channel ?? 'Call', exact }).click();
  await page.getByLabel('Microphone', { exact }).waitFor();
  await page.getByRole('button', { name: 'Start', exact }).click();
  await page.getByLabel('First name', { exact }).fill(options.firstName ?? 'Anna', { timeout: 20_000 });
  await page.getByLabel('Last name', { exact }).fill('Bianchi');
  await page.getByLabel('Email', { exact }).fill('anna.bianchi@example.com');
  await page.getByLabel('Mobile number', { exact }).fill('347 1234567');
  await page.getByRole('button', { name: 'Call now', exact }).click();
}

export const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact }).click();

/** The transfer dialog of a talk: the first that is found under these words, and what to do. */
export async function give(page: Page, words: string, action: 'Blind transfer' | 'Consult'): Promise<void> {
  await press(page, 'Transfer');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox').fill(words);
  await page.locator('[role=option][aria-selected=true]', { hasText: words }).waitFor();
  await dialog.getByRole('button', { name: action, exact }).click();
}

/** Ends the after-call work. */
export async function finish(agent: Page): Promise<void> {
  await press(agent, 'Finish');
  await agent.getByRole('button', { name: 'Finish', exact }).waitFor({ state: 'detached' });
}
