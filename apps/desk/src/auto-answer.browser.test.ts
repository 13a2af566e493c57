import { describe, expect, it } from 'vitest';
import { agentIsHeard, expectAccessible, openPeer } from './testing/desk-window.ts';
import { button, deskFixture, readyDesk } from './testing/signed-in.ts';

const desk = deskFixture();

describe('a call of a service that is answered by itself', () => {
  it('is a talk after the tone, without a click; a video call rings, for no camera opens by itself', async () => {
    const { server } = desk;
    server.serviceSettings = [{ code: 'customercare', outcomes: null, recordOnDemand: true, autoAnswer: true }];
    const peer = await openPeer(desk.browser, server);
    const { page, problems } = await readyDesk(desk);
    server.ring({ name: 'Anna Bianchi' });
    await button(page, 'Hold').waitFor();
    await agentIsHeard(peer, 1);
    await button(page, 'Hang up').click();
    await button(page, 'Finish').click();
    await button(page, 'Finish').waitFor({ state: 'detached' });
    server.ring({ name: 'Mario Rossi', channel: 'video' });
    await button(page, 'Answer').waitFor();
    await expectAccessible(page);
    expect(server.requests.filter(({ type }) => type === 'segment.accept')).toHaveLength(1);
    expect(problems).toEqual([]);
  });
});
