import { describe, expect, it } from 'vitest';
import { agentIsHeard, expectAccessible, openDesk, openPeer, shot, signIn } from './testing/desk-window.ts';
import { button, deskFixture, loosely } from './testing/signed-in.ts';

const desk = deskFixture();

/** A supervisor at the board. */
async function boardOf(options: Parameters<typeof openDesk>[2] = {}) {
  const { server, browser } = desk;
  if (!server.roles.includes('supervisor')) server.roles = ['supervisor'];
  server.setServices([
    {
      code: 'customercare',
      name: 'Customer Care',
      waiting: 1,
      agentsPresent: 3,
      agentsReady: 3,
      agentsFree: 1,
      longestWaitSince: Date.now() - 65_000,
    },
    { code: 'sales', name: 'Sales', waiting: 0, agentsPresent: 2, agentsReady: 2, agentsFree: 2, longestWaitSince: null },
  ]);
  const opened = await openDesk(browser, server, options);
  await signIn(opened.page);
  await opened.page.getByRole('table').first().waitFor();
  return opened;
}
const last = (type: string) => desk.server.requests.findLast((request) => request.type === type)?.data;

describe('the wallboard', () => {
  it('shows agents, queues and talks live; a supervisor listens, whispers, barges in, leaves and takes over', async () => {
    const { server } = desk;
    const peer = await openPeer(desk.browser, server);
    const { page, problems } = await boardOf();
    const id = server.team.talks('Anna Bianchi');
    server.team.waits('Carlo Verdi');
    const talk = page.getByRole('row', { name: /Anna Bianchi.*Listen/ });
    await talk.waitFor();
    await page.getByRole('row', { name: /Carlo Verdi.*01:0\d/ }).waitFor();
    await page.getByRole('row', { name: /Operatore 2.*Talking/ }).waitFor();
    expect(await button(page, 'Ready').count()).toBe(0);
    await shot(page, 'wallboard');
    await expectAccessible(page);

    for (const name of ['Listen', 'Whisper', 'Barge in']) expect(await loosely(page, name).count(), name).toBe(1);
    await button(page, 'Listen').click();
    await page.getByText('Nobody hears you.').waitFor();
    await agentIsHeard(peer, 1);
    expect(last('supervise.start')).toEqual({ interactionId: id, mode: 'listen' });
    await page.waitForFunction(() => Number(document.querySelector('[role=meter]')?.getAttribute('aria-valuenow')) > 0);
    for (const name of ['Listen', 'Whisper', 'Barge in', 'Take over', 'Leave']) expect(await button(page, name).count(), name).toBe(1);
    await shot(page, 'listening');
    await expectAccessible(page);
    await button(page, 'Whisper').click();
    await page.getByText('Only Operatore 2 hears you.').waitFor();
    await button(page, 'Mute').waitFor();
    server.refuse('supervise.setMode', 'interaction.state');
    await button(page, 'Barge in').click();
    await page.getByText('Not possible at this moment').waitFor();
    expect(await button(page, 'Barge in').getAttribute('aria-pressed')).toBe('false');
    await button(page, 'Barge in').click();
    await page.getByText('Everybody hears you.').waitFor();
    // The board goes on; another page does not end the listening, and F5 does not either.
    await page.getByRole('button', { name: 'Contacts' }).click();
    await page.getByText('You are in the call of Operatore 2 with Anna Bianchi').waitFor();
    await page.reload();
    await agentIsHeard(peer, 2);
    await button(page, 'Leave').click();
    await button(page, 'Listen').waitFor();
    expect(await button(page, 'Leave').count()).toBe(0);

    await button(page, 'Barge in').click();
    await page.getByText('Everybody hears you.').waitFor();
    await button(page, 'Take over').click();
    await button(page, 'Hang up').waitFor();
    await page.getByRole('heading', { name: 'Anna Bianchi' }).first().waitFor();
    await shot(page, 'taken-over');
    await expectAccessible(page);
    await button(page, 'Hang up').click();
    await button(page, 'Finish').click();
    await page.getByRole('heading', { name: 'Wallboard' }).waitFor();
    expect(problems).toEqual([]);
  });

  it('sets a presence and takes it back, moves a waiting customer, searches, filters and stays quick with a thousand agents', async () => {
    const { server } = desk;
    server.roles = ['agent', 'supervisor'];
    const opened = await openDesk(desk.browser, server);
    const { page } = opened;
    await signIn(page);
    await button(page, 'Wallboard').click();
    server.setServices([
      { code: 'customercare', name: 'Customer Care', waiting: 1, agentsPresent: 3, agentsReady: 3, agentsFree: 1, longestWaitSince: null },
      { code: 'sales', name: 'Sales', waiting: 0, agentsPresent: 2, agentsReady: 2, agentsFree: 2, longestWaitSince: null },
    ]);
    await page.getByRole('row', { name: /Operatore 3/ }).waitFor();
    await button(page, 'Set the presence of Operatore 3').click();
    await page.getByRole('menuitem', { name: 'Pause: Coffee' }).waitFor();
    await shot(page, 'presence-menu');
    await expectAccessible(page);
    await page.getByRole('menuitem', { name: 'Pause: Coffee' }).click();
    await page.getByRole('row', { name: /Operatore 3.*Paused · Coffee/ }).waitFor();
    await page.getByText('Operatore 3 is now: Paused · Coffee.').waitFor();
    await button(page, 'Undo').click();
    await page.getByRole('row', { name: /Operatore 3.*Ready/ }).waitFor();
    expect(last('team.setPresence')).toEqual({ agentId: 'agent-3', presence: { kind: 'ready' } });

    const id = server.team.waits('Carlo Verdi');
    await button(page, 'Move').click();
    const dialog = page.getByRole('dialog', { name: 'Move Carlo Verdi' });
    await dialog.getByRole('combobox').fill('sales');
    await dialog.locator('[role=option][aria-selected=true]', { hasText: 'Sales' }).waitFor();
    await shot(page, 'move');
    await expectAccessible(page);
    server.refuse('team.move', 'interaction.state');
    await dialog.getByRole('button', { name: 'Move' }).click();
    await dialog.getByRole('alert').waitFor();
    await dialog.getByRole('button', { name: 'Move' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(last('team.move')).toEqual({ interactionId: id, to: { kind: 'service', code: 'sales' } });
    await page.getByText('Carlo Verdi was moved to Sales.').waitFor();
    await page.getByRole('row', { name: /Carlo Verdi Sales/ }).waitFor();
    await page.getByLabel('Service').selectOption('Customer Care');
    await page.getByText('Nobody is waiting.').waitFor();
    await page.getByLabel('Service').selectOption('All services');

    server.team.addAgents(1_000);
    await page.getByRole('row', { name: /Agente 0000/ }).waitFor();
    expect(await page.getByRole('row').count()).toBeLessThan(80);
    await page.getByLabel('Search agents').fill('agente 0777');
    await page.getByRole('row', { name: /Agente 0777/ }).waitFor();
    expect(await page.getByRole('row', { name: /Agente/ }).count()).toBe(1);
    await page.getByLabel('Search agents').fill('');
    await page.getByText('Off duty', { exact: true }).click();
    await page.getByText('No agent like this.').waitFor();
    // Back from a gap it is live again.
    server.setAway(true);
    await page.getByText('Reconnecting').waitFor();
    server.setAway(false);
    await page.getByText('Reconnecting').waitFor({ state: 'detached' });
    server.team.setPresence('agent-3', { kind: 'loggedOut' });
    await page.getByRole('row', { name: /Operatore 3.*Off duty/ }).waitFor();
    await page.getByRole('button', { name: 'Calls' }).click();
    await page.waitForFunction(() => document.querySelector('table') === null);
    await expect.poll(() => server.requests.at(-1)?.type).toBe('team.unwatch');
  });

  it('in Italian and dark it is as accessible; agents have none', async () => {
    const { server } = desk;
    await openPeer(desk.browser, server);
    const { page } = await boardOf({ lang: 'it', context: { colorScheme: 'dark', viewport: { width: 1600, height: 900 } } });
    server.team.talks('Anna Bianchi');
    server.team.waits('Carlo Verdi');
    await button(page, 'Suggerisci').click();
    await page.getByText('Ti sente solo Operatore 2.').waitFor();
    await shot(page, 'listening-it-dark');
    await expectAccessible(page);
    await page.context().close();
    server.roles = ['agent'];
    const { page: agent } = await openDesk(desk.browser, server);
    await signIn(agent);
    await button(agent, 'Ready').waitFor();
    expect(await button(agent, 'Wallboard').count()).toBe(0);
  });
});
