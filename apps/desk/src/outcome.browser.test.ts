import type { OutcomeConfig, Recording } from '@centralino/protocol';
import { describe, expect, it } from 'vitest';
import { agentIsHeard, expectAccessible, openPeer, shot } from './testing/desk-window.ts';
import { button, deskFixture, readyDesk } from './testing/signed-in.ts';
import { toneWav } from './testing/sound.ts';

const desk = deskFixture();
const exact = true;
const label = (en: string, it: string) => ({ en, it });
const outcomes: OutcomeConfig = {
  required: true,
  level1: [
    {
      code: 'order',
      label: label('Order', 'Ordine'),
      level2: [
        { code: 'late', label: label('Late parcel', 'Pacco in ritardo') },
        { code: 'broken', label: label('Broken', 'Rotto') },
      ],
    },
    { code: 'other', label: label('Something else', 'Altro'), level2: [] },
  ],
};

const recordingOf = (interactionId: string, recordingId: string): Recording => {
  const startedAt = Date.now() - 60_000;
  const file = { mediaType: 'audio/wav', bytes: 1, filledMs: 0, energy: 0.1 };
  return {
    id: recordingId,
    interactionId,
    by: 'agent-1',
    startedAt,
    endedAt: startedAt + 12_000,
    result: { ms: 12_000, talkMs: 15_000, complete: false, problems: ['short', 'gaps'] },
    files: [
      { ...file, index: 0, legId: null, party: 'mixed', name: '', ms: 12_000, offsetMs: 0 },
      {
        ...file,
        index: 1,
        legId: `${interactionId}.c`,
        party: 'customer',
        name: 'r.1.customer.wav',
        speaker: 'Anna Bianchi',
        ms: 12_000,
        offsetMs: 0,
      },
      {
        ...file,
        index: 2,
        legId: `${interactionId}.1.a`,
        party: 'agent',
        name: 'r.2.agent.wav',
        speaker: 'Operatore 1',
        ms: 10_000,
        offsetMs: 2_000,
      },
    ],
  };
};

describe('a call of a service that records and asks for outcomes', () => {
  it('says that its recording broke off, shows that it is not recorded any more, and can be recorded anew', async () => {
    const { server } = desk;
    const peer = await openPeer(desk.browser, server);
    const { page } = await readyDesk(desk);
    const id = server.ring({ name: 'Anna Bianchi' });
    await button(page, 'Answer').click();
    await button(page, 'Hold').waitFor();
    await agentIsHeard(peer, 1);
    await button(page, 'Record').click();
    await button(page, 'Stop recording').waitFor();
    server.calls.breakRecording(id);
    await page.getByText('The recording of Anna Bianchi broke off').waitFor();
    await page.getByRole('status').getByText('Not recorded any more').waitFor();
    await shot(page, 'recording-broke');
    await expectAccessible(page);
    await button(page, 'Record').click();
    await button(page, 'Stop recording').waitFor();
    expect(await page.getByText('Not recorded any more').count()).toBe(0);
  });

  it('is recorded by hand, ends with an obligatory outcome that survives F5, and is played afterwards', async () => {
    const { server } = desk;
    server.serviceSettings = [{ code: 'customercare', outcomes, recordOnDemand: true }];
    server.recordingBytes = toneWav(12);
    const peer = await openPeer(desk.browser, server);
    const { page, problems } = await readyDesk(desk);
    const id = server.ring({ name: 'Anna Bianchi' });
    await button(page, 'Answer').click();
    await button(page, 'Hold').waitFor();
    await agentIsHeard(peer, 1);

    await button(page, 'Record').click();
    await page
      .getByRole('group', { name: 'Recording of this call' })
      .getByText(/Recording 00:0\d/)
      .waitFor();
    await page.getByRole('img', { name: 'Recorded' }).waitFor();
    expect(await button(page, 'Record').count()).toBe(0);
    await shot(page, 'recording');
    // Nobody talks with the customer who is held: nothing is recorded, and the sign does not say otherwise.
    await button(page, 'Hold').click();
    const sign = page.getByRole('group', { name: 'Recording of this call' });
    await sign.getByText('Recording paused').waitFor();
    await page.getByRole('img', { name: 'Recording paused' }).waitFor();
    expect(await sign.getByText(/Recording 00:/).count()).toBe(0);
    await shot(page, 'recording-held');
    await button(page, 'Resume').click();
    await sign.getByText(/Recording 00:0\d/).waitFor();
    await expectAccessible(page);
    await button(page, 'Pause recording').click();
    await page.getByText('Recording paused').waitFor();
    await button(page, 'Resume recording').click();
    await button(page, 'Stop recording').click();
    await button(page, 'Record').waitFor();
    await page.keyboard.press('r');
    await button(page, 'Stop recording').waitFor();
    server.refuse('recording.stop', 'recording.none');
    await page.keyboard.press('r');
    await page.getByText('This call is not being recorded.').waitFor();
    expect(server.requests.filter(({ type }) => type.startsWith('recording.')).map(({ type }) => type)).toEqual([
      'recording.start',
      'recording.pause',
      'recording.resume',
      'recording.stop',
      'recording.start',
      'recording.stop',
    ]);
    server.calls.record(id, 'stop');
    await button(page, 'Record').waitFor();
    // The service changes its mind: agents no longer record; what runs by rule is told without buttons.
    server.push('serviceSettings', { serviceSettings: [{ code: 'customercare', outcomes, recordOnDemand: false }] });
    await button(page, 'Record').waitFor({ state: 'detached' });
    server.calls.record(id, 'start', null);
    await page.getByText(/Recording 00:0\d/).waitFor();
    for (const name of ['Pause recording', 'Stop recording']) expect(await button(page, name).count(), name).toBe(0);
    // With it, agents may pause what the rule records, but not stop it.
    server.push('serviceSettings', { serviceSettings: [{ code: 'customercare', outcomes, recordOnDemand: true }] });
    await button(page, 'Pause recording').waitFor();
    expect(await button(page, 'Stop recording').count()).toBe(0);
    await page.keyboard.press('r');
    await page.getByText('Recording paused').waitFor();

    await button(page, 'Hang up').click();
    await button(page, 'Finish').waitFor();
    await page.getByLabel('Notes').press('Control+Enter');
    await page.getByText('this service asks for an outcome').waitFor();
    const first = page.getByRole('combobox', { name: 'Outcome' });
    const second = page.getByRole('combobox', { name: 'Detail' });
    expect(await first.evaluate((one) => one === document.activeElement)).toBe(true);
    await shot(page, 'outcome-missing');
    await expectAccessible(page);
    await page.keyboard.type('ord');
    await page.getByRole('option', { name: 'Order' }).waitFor();
    await shot(page, 'outcome-choosing');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.getAttribute('placeholder') === 'Choose or type');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Choose the detail, too').waitFor();
    expect(server.requests.some(({ type }) => type === 'segment.finish')).toBe(false);
    await second.fill('parc');
    await page.getByRole('option', { name: 'Late parcel' }).waitFor();
    await second.press('Enter');
    await page.reload();
    await first.waitFor();
    expect(await first.inputValue()).toBe('Order');
    expect(await second.inputValue()).toBe('Late parcel');
    await shot(page, 'outcome-chosen');
    await expectAccessible(page);
    server.recordings.set(id, [recordingOf(id, `${id}.r-1`)]);
    await button(page, 'Finish').click();
    await page.getByText('in line for the next call').waitFor();
    expect(server.requests.findLast(({ type }) => type === 'segment.finish')?.data).toMatchObject({
      outcome: { level1: 'order', level2: 'late' },
    });

    // To open a past call is not to listen to it: that begins with Play.
    const heard: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/files/')) heard.push(request.url());
    });
    await page.getByRole('button', { name: /Anna Bianchi/ }).click();
    await page.getByText('Order · Late parcel').waitFor();
    await page.getByText('Not complete: less was recorded than was talked, parts of it are missing').waitFor();
    const position = page.getByRole('slider', { name: 'Position' });
    expect(await page.getByLabel('Who is heard').locator('option').allTextContents()).toEqual([
      'Everybody',
      'Anna Bianchi (Customer)',
      'Operatore 1 (Agent)',
    ]);
    await page.waitForLoadState('networkidle');
    expect(heard).toEqual([]);
    await button(page, 'Play').click();
    await button(page, 'Pause playing').waitFor();
    await page.waitForFunction(() => Number(document.querySelector<HTMLInputElement>('input[type=range]')?.value) > 200);
    await position.press('ArrowRight');
    await page.waitForFunction(() => (document.querySelector<HTMLAudioElement>('audio[src]')?.currentTime ?? 0) > 5);
    expect(heard.length).toBeGreaterThan(0);
    // Another track goes on where the mix was: the agent's begins two seconds later.
    await page.getByLabel('Who is heard').selectOption('Operatore 1 (Agent)');
    await page.waitForFunction(() => {
      const audio = document.querySelector<HTMLAudioElement>('audio[src$="/files/2"]');
      return audio !== null && !audio.paused && audio.currentTime > 3;
    });
    expect(Number(await position.inputValue())).toBeGreaterThan(4_500);
    await page.getByLabel('Speed').selectOption('1.5×');
    expect(await page.evaluate(() => document.querySelector<HTMLAudioElement>('audio[src]')?.playbackRate)).toBe(1.5);
    await button(page, 'Pause playing').click();
    expect(await page.getByRole('link', { name: 'Download' }).getAttribute('href')).toBe(`/api/v1/recordings/${id}.r-1/files/2`);
    await shot(page, 'playback');
    await expectAccessible(page);
    expect(problems).toEqual([]);
  });

  it('is as accessible in Italian and dark', async () => {
    const { server } = desk;
    server.serviceSettings = [{ code: 'customercare', outcomes, recordOnDemand: true }];
    server.recordingBytes = toneWav(12);
    await openPeer(desk.browser, server);
    const { page } = await readyDesk(desk, { lang: 'it', context: { colorScheme: 'dark' } });
    const id = server.ring({ name: 'Anna Bianchi' });
    await button(page, 'Rispondi').click();
    await button(page, 'Registra').click();
    await page.getByText(/In registrazione 00:0\d/).waitFor();
    await shot(page, 'recording-it-dark');
    await expectAccessible(page);
    await button(page, 'Riaggancia').click();
    await page.getByRole('combobox', { name: 'Esito' }).click();
    await page.getByRole('option', { name: 'Ordine' }).click();
    await shot(page, 'outcome-it-dark');
    await expectAccessible(page);
    server.recordings.set(id, [recordingOf(id, `${id}.r-1`)]);
    await page.getByRole('combobox', { name: 'Dettaglio' }).fill('rot');
    await page.getByRole('option', { name: 'Rotto', exact }).click();
    await button(page, 'Concludi').click();
    await button(page, 'Concludi').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /Anna Bianchi/ }).click();
    await page.getByRole('slider', { name: 'Posizione' }).waitFor();
    await shot(page, 'playback-it-dark');
    await expectAccessible(page);
  });
});
