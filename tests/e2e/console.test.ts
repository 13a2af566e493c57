import axe from 'axe-core';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { openWindow } from '../support/browser.ts';
import { press } from '../support/people.ts';
import { browser, centralino, useStage } from '../support/stage.ts';

useStage();

const exact = true;
const password = 'four green horses';

async function consoleOf(username: string, path = ''): Promise<Page> {
  const page = await openWindow(browser, `${centralino.url}/console/${path}?lang=en`);
  await page.getByLabel('Username', { exact }).fill(username);
  await page.getByLabel('Password', { exact }).fill(username);
  await press(page, 'Sign in');
  return page;
}

const menu = (page: Page, name: string) => page.getByRole('navigation').getByRole('link', { name, exact }).click();
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact }).waitFor();
async function saved(page: Page): Promise<void> {
  await press(page, 'Save');
  // The bar with Save goes when everything is saved; the message alone may be that of the thing before.
  await page.getByRole('button', { name: 'Save', exact }).waitFor({ state: 'detached' });
}

async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const { axe: run } = window as unknown as { axe: typeof axe };
    const result = await run.run(
      { exclude: ['iframe'] },
      { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
    );
    return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(' | ')}`);
  });
  expect(violations, page.url()).toEqual([]);
}

/** In a window of 320 px (1280 px at 400 %, WCAG 1.4.10) nothing has to be scrolled sideways. */
async function expectReflow(page: Page): Promise<void> {
  const size = page.viewportSize()!;
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth), page.url()).toBeLessThanOrEqual(320);
  await page.setViewportSize(size);
}

describe('the console', () => {
  it('leads from nothing to a service with two agents that a widget call reaches', async () => {
    const page = await consoleOf('admin');
    await menu(page, 'Skillsets');
    await press(page, 'New skillset');
    await page.getByLabel('Name', { exact }).fill('Orders');
    await saved(page);

    await menu(page, 'Services');
    await press(page, 'New service');
    await page.getByLabel('Name', { exact }).fill('Orders');
    await page.getByLabel('Add a skillset…').selectOption({ label: 'Orders' });
    await saved(page);

    for (const [name, username] of [
      ['Ada Lovelace', 'ada'],
      ['Grace Hopper', 'grace'],
    ] as const) {
      await menu(page, 'Users');
      await press(page, 'New user');
      await page.getByLabel('Name', { exact }).fill(name);
      await page.getByLabel('Username', { exact }).fill(username);
      await page.getByRole('textbox', { name: 'Password' }).fill(password);
      await page.getByLabel('Belongs to Orders', { exact }).selectOption('in');
      await saved(page);
    }

    await menu(page, 'Widgets');
    await press(page, 'New widget');
    await page.getByLabel('Title (English)', { exact }).fill('Orders');
    await page.getByLabel('Service', { exact }).selectOption({ label: 'Orders' });
    await page.getByLabel('Web call: ask for something first', { exact }).press('Space');
    await saved(page);
    await page.getByText("document.centralinoWidgetID = 'orders'").waitFor();

    const agent = await openWindow(browser, `${centralino.url}/desk/?lang=en`);
    await agent.getByLabel('Username', { exact }).fill('ada');
    await agent.getByLabel('Password', { exact }).fill(password);
    await press(agent, 'Sign in');
    await press(agent, 'Ready');

    const preview = page.frameLocator('iframe[title="Preview"]');
    await preview.getByRole('button', { name: 'Contact us', exact }).click();
    await preview.getByRole('button', { name: 'Call', exact }).click();
    await preview.getByRole('button', { name: 'Start', exact }).click();
    await press(agent, 'Answer');
    await agent.getByRole('button', { name: 'Hang up', exact }).waitFor();
    await press(agent, 'Hang up');
  });

  it('is found by keyboard, keeps what is typed, undoes a removal, and every page of it is accessible', async () => {
    const page = await consoleOf('admin');
    for (const name of [
      'Dashboard',
      'Services',
      'Recordings',
      'Users',
      'Skillsets',
      'Profiles',
      'Pause reasons',
      'Contacts',
      'Address books',
      'Widgets',
      'Desk widgets',
      'Notifications',
      'Delivery log',
      'Popups',
      'Privacy',
      'Audit',
      'Configuration file',
      'System health',
    ]) {
      await menu(page, name);
      await heading(page, name);
      await page.locator('[aria-busy=true]').waitFor({ state: 'detached' });
      await expectAccessible(page);
      await expectReflow(page);
    }
    // In a narrow window the menu is folded away, and closes with the choice.
    await page.setViewportSize({ width: 320, height: 640 });
    await page.getByRole('navigation').waitFor({ state: 'hidden' });
    await press(page, 'Main menu');
    await expectAccessible(page);
    await menu(page, 'Users');
    await heading(page, 'Users');
    await page.getByRole('navigation').waitFor({ state: 'hidden' });
    await press(page, 'Main menu');
    await page.keyboard.press('Escape');
    await page.getByRole('navigation').waitFor({ state: 'hidden' });
    await expectAccessible(page);
    await page.setViewportSize({ width: 1_280, height: 720 });

    await page.getByRole('heading', { level: 1 }).click();
    await page.keyboard.press('/');
    await page.getByRole('combobox', { name: 'Search everything' }).fill('customer care');
    await page.getByRole('option', { name: /Customer Care.*Services/ }).waitFor();
    await page.getByRole('option', { name: /Customer Care.*Services/ }).click();
    await heading(page, 'Customer Care');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expectAccessible(page);
    await expectReflow(page);

    // Bad input is told as it is typed; leaving asks first; what is saved is there after a reload.
    await page.getByLabel('Ring time', { exact }).fill('1');
    await page.getByText('This number is too small.').waitFor();
    await menu(page, 'Users');
    await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor();
    await press(page, 'Stay here');
    await page.getByLabel('Ring time', { exact }).fill('25');
    await page.keyboard.press('Control+s');
    await page.getByText('Saved.', { exact }).waitFor();
    await page.reload();
    await page.getByLabel('Ring time', { exact }).waitFor();
    expect(await page.getByLabel('Ring time', { exact }).inputValue()).toBe('25');

    await menu(page, 'Profiles');
    await press(page, 'New profile');
    await page.getByLabel('Name', { exact }).fill('Front office');
    await saved(page);
    await menu(page, 'Profiles');
    await press(page, 'Remove Front office');
    await page.getByText('Front office is removed.').waitFor();
    await page.getByRole('link', { name: 'Front office' }).waitFor({ state: 'detached' });
    await press(page, 'Undo');
    await page.getByRole('link', { name: 'Front office' }).waitFor();

    await menu(page, 'Configuration file');
    await press(page, 'Show the present configuration');
    await page.locator('.cm-content', { hasText: 'version: 1' }).waitFor();
    await press(page, 'Compare');
    await page.getByText('Nothing differs: applying would change nothing.').waitFor();
  });

  it('makes a webhook that is told what happens, and a popup, from nothing', async () => {
    const got: { headers: NodeJS.Dict<string | string[]>; body: string }[] = [];
    const receiver = createServer((request, response) => {
      void text(request).then((body) => {
        got.push({ headers: request.headers, body });
        response.end('thank you');
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    try {
      const page = await consoleOf('admin');
      await menu(page, 'Notifications');
      await press(page, 'New receiver');
      await page.getByLabel('Name', { exact }).fill('Ticketing');
      await page.getByLabel('Type', { exact }).selectOption('WEBHOOK');
      await page.getByLabel('Address', { exact }).fill('ticketing');
      await page.getByLabel('Address', { exact }).press('Tab');
      await page.getByText('This is not valid here. Look at the example beside it.').waitFor();
      await page.getByLabel('Address', { exact }).fill(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/calls`);
      await page.getByLabel('Call type', { exact }).selectOption('TRANSFER');
      expect(await page.getByLabel('Event', { exact }).locator('option').allTextContents()).toEqual([
        'Call transferred',
        'Transfer failed',
      ]);
      // A variable that is chosen is not on offer again.
      await press(page, 'Add a variable');
      const offered = await page.getByLabel('Variable 6', { exact }).locator('option').allTextContents();
      expect(offered.filter((one) => /^(dateISO|pin):/.test(one))).toEqual([]);
      await page.getByLabel('Name at the receiver 6', { exact }).fill('kind');
      await saved(page);
      await page.getByText('Copy the secret now').waitFor();
      await page.getByText(/^whsec_/).waitFor();
      await press(page, 'Send a test');
      await page.getByText(/The receiver answered 200/).waitFor();
      await page.getByRole('group', { name: 'Answer', exact }).getByText('thank you').waitFor();
      expect(got[0]?.headers['webhook-signature']).toMatch(/^v1,/);
      expect(JSON.parse(got[0]?.body ?? '')).toMatchObject({ type: 'transfer.transferred', data: { kind: expect.any(String) } });
      await expectAccessible(page);

      await menu(page, 'Delivery log');
      await page.getByLabel('Receiver', { exact }).selectOption({ label: 'Ticketing' });
      await page.getByRole('row').filter({ hasText: 'TRANSFER TRANSFERRED' }).getByText('Delivered').waitFor();

      await menu(page, 'Popups');
      await page.getByText('Guide and examples').click();
      await press(page, 'Insert: contact card');
      await page.locator('.cm-content', { hasText: 'POPUP_TOKEN' }).click();
      await press(page, 'Try it');
      await page.getByRole('cell', { name: /crm\.example\.com\/card\?number=0452224600/ }).waitFor();
      await page.getByText(/is not among the origins/).waitFor();
      await page.getByLabel('Allowed origins', { exact }).fill('https://crm.example.com');
      const cell = page.getByLabel('Popup of Customer Care, Video call', { exact });
      await cell.selectOption('legacy');
      await saved(page);
      // What fails is told with its line, and is not saved.
      await page.locator('.cm-content').fill('function popup() {\n  return nowhere;\n}');
      await press(page, 'Try it');
      await page.getByText(/Line 2: .*nowhere/).waitFor();
      await page.locator('.cm-lintRange-error').first().waitFor();
      await press(page, 'Save');
      await page.getByText(/The popup function can’t be used as it is/).waitFor();
      await expectAccessible(page);
      await press(page, 'Discard');
      expect(await cell.inputValue()).toBe('legacy');
    } finally {
      receiver.close();
    }
  });

  it('keeps books and contacts, imports them, says how long things are kept, and forgets a person who asks', async () => {
    const page = await consoleOf('admin');
    await menu(page, 'Address books');
    await press(page, 'New address book');
    await page.getByLabel('Name', { exact }).fill('Suppliers');
    await page.getByRole('checkbox', { name: 'Customer Care' }).check();
    await saved(page);

    await menu(page, 'Contacts');
    await press(page, 'Import');
    const dialog = page.getByRole('dialog', { name: 'Import contacts' });
    await dialog.getByLabel('File', { exact }).setInputFiles({
      name: 'suppliers.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('surname,name,tel1_value,mail1_value\nPaperino,Paolino,+39 02 555 0001,paolino@example.com\n,,,\n'),
    });
    await dialog.getByLabel('Into the address book', { exact }).selectOption({ label: 'Suppliers' });
    await dialog.getByRole('button', { name: 'Import 1 contact', exact }).click();
    await dialog.getByText(/Imported: 1 new/).waitFor();
    await dialog.getByRole('button', { name: 'Close', exact }).click();

    await page.getByLabel('Search contacts', { exact }).fill('025550001');
    await page.getByRole('link', { name: 'Paolino Paperino', exact }).click();
    await heading(page, 'Paolino Paperino');
    await press(page, 'Add an email');
    await page.getByLabel('Email 2', { exact }).fill('paolo@example.com');
    await saved(page);
    await expectAccessible(page);

    await page.getByRole('link', { name: 'What is kept of this person' }).click();
    await heading(page, 'Paolino Paperino');
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download everything' }).click()]);
    expect(file.suggestedFilename()).toMatch(/^person-.*\.zip$/);
    const confirm = page.getByLabel('Type the name to confirm: Paolino Paperino');
    await confirm.fill('Somebody else');
    await press(page, 'Erase for good');
    await page.getByText('This is not the name of this contact.', { exact: false }).waitFor();
    await confirm.fill('paolino paperino');
    await press(page, 'Erase for good');
    await page.getByText('Paolino Paperino is erased.').waitFor();
    await menu(page, 'Privacy');
    await page.getByRole('cell', { name: 'Contacts: 1', exact }).waitFor();

    await page.goto(`${centralino.url}/console/services/customercare`);
    await press(page, 'Set a limit');
    await page.getByLabel('Recordings', { exact }).fill('30');
    await saved(page);
    await page.reload();
    expect(await page.getByLabel('Recordings', { exact }).inputValue()).toBe('30');
    await expectAccessible(page);
  });

  it('is not for agents, and shows supervisors only what is theirs', async () => {
    const agent = await consoleOf('op1');
    await heading(agent, 'The console is not for this account');
    await agent.getByRole('link', { name: 'Go to the desk' }).waitFor();
    const supervisor = await consoleOf('sup1', 'users');
    await supervisor.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
    expect(await supervisor.getByRole('navigation').getByRole('link').allTextContents()).toEqual(['Dashboard', 'Recordings']);
  });
});
