import { describe, expect, it } from 'vitest';
import { FakeDesk, scenarios } from '../testing/index.ts';
import { SdkError } from '../link/sdk-error.ts';

const setUp = () => {
  const desk = new FakeDesk();
  const page = desk.openWidget({ id: 'CRM', capabilities: ['contacts', 'calls', 'recording', 'agent', 'agents', 'chat', 'data', 'token'] });
  return { desk, page, client: page.connect() };
};

describe('the typed module', () => {
  it('says when it is ready, and as whom', async () => {
    const { client } = setUp();
    expect(await client.ready).toMatchObject({ widgetId: 'CRM', contactId: null, agent: { id: 'op1' } });
    expect(client.state).toBe('open');
    expect(client.widgetId).toBe('CRM');
  });

  it('tells events one by one and all together, until stopped', async () => {
    const { desk, client } = setUp();
    const popups: string[] = [];
    const all: string[] = [];
    const agent: string[] = [];
    const outcomes: string[] = [];
    const stop = client.on('POPUP', (contact) => popups.push(contact.ani));
    client.on('contact', (contact) => all.push(contact.event));
    client.on('AGENT:LOGGEDIN', (event) => agent.push(event.event));
    client.on('transferOutcome', (event) => outcomes.push(event.outcome));
    desk.setAgentState('loggedIn');
    scenarios.consultationComplete(desk, { ani: '0451' });
    await desk.settled();
    expect([popups, agent, outcomes]).toEqual([['0451'], ['AGENT:LOGGEDIN'], ['accepted']]);
    expect(all).toEqual(desk.contactEvents().map((event) => event.event));
    stop();
    desk.inbound();
    await desk.settled();
    expect(popups).toHaveLength(1);
  });

  it('gives events as an async iterator that ends with its signal', async () => {
    const { desk, client } = setUp();
    const abort = new AbortController();
    const seen: string[] = [];
    const loop = (async () => {
      for await (const contact of client.events('contact', { signal: abort.signal })) {
        seen.push(contact.event);
        if (contact.event === 'CONNECTIONCLEARED') abort.abort();
      }
    })();
    scenarios.manualCall(desk);
    await loop;
    expect(seen).toEqual(['CONNECTIONSTARTED', 'DIALING', 'ESTABLISHED', 'CONNECTIONCLEARED']);
  });

  it('does what its methods say', async () => {
    const { desk, client } = setUp();
    const { contactId } = await client.contact.makeCall('0452224600', { callData: { ECID: '1' } });
    expect(await client.contact.list()).toMatchObject([{ id: contactId, CallData: [{ name: 'ECID', value: '1' }] }]);
    expect(await client.contact.hold(contactId)).toEqual({ held: true });
    await client.contact.hangup(contactId);

    const main = desk.inbound();
    await client.contact.answer();
    await client.contact.setCallData(main, { A: '1' });
    await client.contact.startRecording(main, { message: 'notice' });
    await client.contact.stopRecording(main);
    await client.contact.playDtmf('1');
    const consultation = await client.contact.transferConsultation('op2');
    await client.contact.hangup(consultation.contactId);
    await client.contact.transferConsultation('op2');
    await client.contact.transferConference();
    await client.contact.transferConsultation('op2');
    await client.contact.transferComplete(main);
    await client.contact.offlineEnd(main);
    const again = desk.inbound();
    await client.contact.answer(again);
    await client.contact.transferDirect('customercare', { contactId: again });
    await client.contact.offlineEnd();
    const job = await client.contact.makeJob('0452224600', { contentDescription: 'Order' });
    await client.contact.hangup(job.contactId);

    const chat = desk.inbound({ channel: 'chat' });
    await client.contact.answer(chat);
    await client.chat.send('Hello');
    await expect(client.contact.transferConsultation('op2', { contactId: chat })).rejects.toMatchObject({ code: 'sdk.unsupported' });
    await client.contact.hangup(chat);
    await client.contact.offlineEnd(chat);

    await client.agent.login();
    await client.agent.pause('coffee');
    expect(await client.agent.get()).toMatchObject({ state: 'PAUSEDSUBSTATE:coffee' });
    expect(await client.agent.list()).toHaveLength(1);
    await client.agent.setGroups([]);
    expect(await client.agent.groups({ loggedIn: true })).toEqual([]);
    expect(await client.agent.groups()).toHaveLength(1);
    await client.agent.logout();
    await client.tab.badge(2);
    await client.tab.goTo();
    await client.alert.information('a');
    await client.alert.warning('b', 8_000);
    await client.alert.error('c');
    expect(desk.alerts.map(({ text, durationMs }) => `${text} ${durationMs}`)).toEqual(['a 4000', 'b 8000', 'c 4000']);
    expect(await client.widget.token()).toBe('token-of-op1');
    expect(await client.widget.tokenOneShot()).toMatch(/^once-/);
    const data: unknown[] = [];
    client.on('data', (event) => data.push(event));
    await client.widget.sendData('CRM', 'x');
    await desk.settled();
    expect(data).toEqual([{ from: 'CRM', data: 'x' }]);
  });

  it('rejects with an error that says why', async () => {
    const { client } = setUp();
    const error = await client.contact.hold('nobody').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SdkError);
    expect(error).toMatchObject({ code: 'sdk.unknownContact' });
    await expect(client.contact.playDtmf('xyz')).rejects.toMatchObject({ code: 'sdk.invalid' });
    await expect(client.alert.information('x', 5)).rejects.toMatchObject({ code: 'sdk.invalid' });
  });

  it('rejects what is open when it is closed', async () => {
    const { desk, page, client } = setUp();
    await client.ready;
    page.host.close();
    const open = client.tab.badge(1);
    client.close();
    await expect(open).rejects.toMatchObject({ code: 'sdk.disconnected' });
    await expect(client.tab.badge(2)).rejects.toMatchObject({ code: 'sdk.disconnected' });
    await desk.settled();
  });
});
