import { parseCallData as protocolParseCallData, sdkMethods, sdkRequests } from '@centralino/protocol';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FakeDesk, installAgentDesktop, scenarios, type AgentDesktopGlobal, type FakeWidgetPage } from '../testing/index.ts';
import type { FrameWindow } from '../link/frame.ts';
import { parseCallData } from './arguments.ts';

const allRights = ['contacts', 'calls', 'recording', 'agent', 'agents', 'chat', 'data', 'token'] as const;

function setUp(options: { capabilities?: readonly (typeof allRights)[number][] } = {}) {
  const desk = new FakeDesk();
  const page = desk.openWidget({ id: 'PAT', capabilities: [...(options.capabilities ?? allRights)] });
  const sdk = page.script();
  const heard: string[] = [];
  const callback = (_event: unknown, data: string): void => void heard.push((JSON.parse(data) as { event: string }).event);
  return { desk, page, sdk, heard, callback };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('callbacks', () => {
  it('get an event object with the family’s type, and a JSON string', async () => {
    const { desk, sdk } = setUp();
    const calls: unknown[][] = [];
    sdk.WIDGET.bindContactCallback((...args: unknown[]) => calls.push(args));
    const id = desk.inbound({ ani: '3393669393' });
    await desk.settled();
    expect(calls).toHaveLength(3);
    const [event, data] = calls[0] as [{ type: string }, string];
    expect(event.type).toBe('AGENTDESKTOP_CONTACT_CALLBACK');
    expect(typeof data).toBe('string');
    expect(JSON.parse(data)).toMatchObject({ event: 'POPUP', id, ani: '3393669393', chat_id: '' });
    expect(data.startsWith(`{"event":"POPUP","id":"${id}","uuid":`)).toBe(true);
  });

  it('unbind then bind delivers once, bind twice delivers twice, unbind of the unknown is silent', async () => {
    const { desk, sdk, heard, callback } = setUp();
    sdk.WIDGET.unbindContactCallback(callback);
    sdk.WIDGET.bindContactCallback(callback);
    desk.setAgentState('loggedIn');
    await desk.settled();
    expect(heard).toEqual(['AGENT:LOGGEDIN']);
    sdk.WIDGET.bindContactCallback(callback);
    desk.setAgentState('paused');
    await desk.settled();
    expect(heard).toEqual(['AGENT:LOGGEDIN', 'AGENT:PAUSE', 'AGENT:PAUSE']);
    sdk.WIDGET.unbindContactCallback(callback);
    desk.setAgentState('loggedOut');
    await desk.settled();
    expect(heard).toHaveLength(3);
  });

  it('bound late get what happened before, once', async () => {
    const { desk, sdk, heard, callback } = setUp();
    await desk.settled();
    const id = desk.inbound();
    desk.answered(id);
    await desk.settled();
    sdk.WIDGET.bindContactCallback(callback);
    await desk.settled();
    expect(heard).toEqual(['POPUP', 'CONNECTIONSTARTED', 'RINGING', 'ESTABLISHED']);
    sdk.WIDGET.unbindContactCallback(callback);
    sdk.WIDGET.bindContactCallback(callback);
    await desk.settled();
    expect(heard).toHaveLength(4);
  });

  it('that throw do not keep the others from hearing', async () => {
    vi.useFakeTimers();
    const { desk, sdk, heard, callback } = setUp();
    sdk.WIDGET.bindContactCallback(() => {
      throw new Error('a page’s mistake');
    });
    sdk.WIDGET.bindContactCallback(callback);
    desk.setAgentState('loggedIn');
    await desk.settled();
    expect(heard).toEqual(['AGENT:LOGGEDIN']);
    // The browser gets to see it, as an uncaught error.
    expect(() => vi.advanceTimersByTime(1)).toThrow('a page’s mistake');
  });

  it('of transfer outcomes hear them, the contact callback does not', async () => {
    const { desk, sdk, heard, callback } = setUp();
    const outcomes: unknown[] = [];
    sdk.CONTACT.bindTransferOutcomeCallback((_event: unknown, data: string) => outcomes.push(JSON.parse(data)));
    sdk.WIDGET.bindContactCallback(callback);
    const { main } = scenarios.directTransferFailure(desk);
    await desk.settled();
    expect(outcomes).toMatchObject([{ event: 'TRANSFER_OUTCOME', id: main, outcome: 'declined', destination: 'op2' }]);
    expect(heard).not.toContain('TRANSFER_OUTCOME');
  });
});

describe('scenarios through the script', () => {
  const expected = {
    inbound: 'POPUP CONNECTIONSTARTED RINGING ESTABLISHED HELD RETRIEVED CONNECTIONCLEARED JOBCHANGED JOBFINISHED',
    inboundNotAnswered: 'POPUP CONNECTIONSTARTED RINGING CONNECTIONCLEARED JOBFINISHED',
    manualCall: 'CONNECTIONSTARTED DIALING ESTABLISHED CONNECTIONCLEARED',
    directTransferSuccess: 'POPUP CONNECTIONSTARTED RINGING ESTABLISHED HELD TRANSFERRED CONNECTIONCLEARED JOBCHANGED JOBFINISHED',
    // …and then the customer is back.
    directTransferFailure:
      'POPUP CONNECTIONSTARTED RINGING ESTABLISHED HELD TRANSFERRED CONNECTIONCLEARED JOBCHANGED JOBFINISHED POPUP CONNECTIONSTARTED RINGING ESTABLISHED',
    consultationComplete: 'POPUP CONNECTIONSTARTED RINGING ESTABLISHED HELD TRANSFERRED CONNECTIONCLEARED JOBCHANGED JOBFINISHED',
    consultationCancel: 'POPUP CONNECTIONSTARTED RINGING ESTABLISHED HELD RETRIEVED CONNECTIONCLEARED JOBCHANGED JOBFINISHED',
    consultationConference:
      'POPUP CONNECTIONSTARTED RINGING ESTABLISHED HELD RETRIEVED CONFERENCED CONNECTIONCLEARED JOBCHANGED JOBFINISHED',
    chat: 'POPUP CONNECTIONSTARTED RINGING ESTABLISHED HELD TRANSFERRED CONNECTIONCLEARED JOBCHANGED JOBFINISHED',
  } as const;

  it.each(Object.entries(expected))('%s', async (name, order) => {
    const { desk, sdk } = setUp();
    const heard: { id: string; event: string }[] = [];
    sdk.WIDGET.bindContactCallback((_event: unknown, data: string) => heard.push(JSON.parse(data) as { id: string; event: string }));
    const { main } = scenarios[name as keyof typeof expected](desk);
    await desk.settled();
    expect(heard.filter((one) => one.id === main).map((one) => one.event)).toEqual(order.split(' '));
    expect(heard).toEqual(desk.contactEvents());
  });
});

describe('commands', () => {
  it('cover every request of the protocol, each with arguments that it accepts', async () => {
    const { desk, sdk } = setUp();
    desk.setAgentState('loggedIn');
    const main = desk.inbound({ callData: { ECID: '42' } });
    await desk.settled();
    const { CONTACT, TAB, ALERT, WIDGET, AGENT, CHAT } = sdk;
    const ok = async (outcome: PromiseLike<unknown>): Promise<void> => expect(await outcome).toMatchObject({ ok: true });
    await ok(CONTACT.Answer(main));
    await ok(CONTACT.SetCallData(main, 'CUSTOMERID=12345'));
    await ok(CONTACT.SetCallData(main, { ORDER: 7 }));
    expect(CONTACT.GetCallDataValueByName((await CONTACT.getContactList())[0], 'ORDER')).toBe('7');
    await ok(CONTACT.StartRecording(main, '', '', 'notice'));
    expect(desk.recording).toEqual(new Set([main]));
    await ok(CONTACT.StopRecording(main));
    // Without an id, the current one.
    await ok(CONTACT.SetCallData('', 'A=1'));
    await ok(CONTACT.StartRecording());
    expect(desk.recording).toEqual(new Set([main]));
    await ok(CONTACT.StopRecording());
    expect(desk.recording.size).toBe(0);
    await ok(CONTACT.PlayDTMF(main, '12#'));
    await ok(CONTACT.SendDTMF(main, '3'));
    expect(desk.dtmf.map(({ digits }) => digits)).toEqual(['12#', '3']);
    expect(await CONTACT.Hold(main)).toEqual({ ok: true, held: true });
    expect(await CONTACT.Hold(main)).toEqual({ ok: true, held: false });
    await ok(CONTACT.OfflineEnable(main, true));

    const consultation = await CONTACT.Transfer_Consultation('', 'op2', '', 'A=1');
    expect(consultation).toMatchObject({ ok: true });
    await ok(CONTACT.Hangup((consultation as { contactId: string }).contactId));
    await ok(CONTACT.Transfer_Consultation('op2'));
    await ok(CONTACT.Transfer_Complete_Conference());
    await ok(CONTACT.Transfer_Consultation(main, '0452224600'));
    await ok(CONTACT.Transfer_Complete(main));
    await ok(CONTACT.OfflineEnd(main));
    expect(desk.contacts).toEqual([]);

    await ok(CONTACT.MakeCall('045 222 4600', '', '', '', 'ECID=7'));
    const [manual] = desk.contacts;
    expect(manual).toMatchObject({ job_type: 'manual', dnis: '045 222 4600', CallData: [{ name: 'ECID', value: '7' }] });
    expect(CONTACT.GetCallDataValueByName(manual, 'ECID')).toBe('7');
    expect(CONTACT.GetCallDataValueByName(null, 'ECID')).toBe('');
    await ok(CONTACT.HangupByContactID(manual?.id));
    // Older pages end the after-call work of manual calls too, which there is none of.
    await ok(CONTACT.OfflineEnd(manual?.id));
    await ok(CONTACT.MakeJob('0452224600', undefined, null, '', '', 'Order 42'));
    expect(await CONTACT.getContactList()).toMatchObject([{ content_description: 'Order 42', event: 'ESTABLISHED' }]);
    await ok(CONTACT.Hangup());

    const chat = desk.inbound({ channel: 'chat' });
    desk.answered(chat);
    await ok(CHAT.SendMessage(chat, 'Good morning'));
    expect(desk.chatMessages).toEqual([{ contactId: chat, text: 'Good morning' }]);
    for (const nowhere of [CONTACT.Transfer_Direct(chat, ''), CONTACT.Transfer_Direct(chat, 'no body')])
      expect(await nowhere).toMatchObject({ ok: false, error: { code: 'sdk.invalid' } });
    expect(desk.alerts.splice(0)).toMatchObject([{ level: 'error', text: 'The number is empty.' }, { level: 'error' }]);
    await ok(CONTACT.Transfer_Direct(undefined, 'customercare'));
    await ok(CONTACT.OfflineEnd(chat));

    await ok(TAB.Badge(3));
    expect(desk.badges.get('PAT')).toBe('3');
    await ok(TAB.Badge('0'));
    expect(desk.badges.has('PAT')).toBe(false);
    await ok(TAB.GoTo('PAT'));
    await ok(TAB.Focus());
    expect(desk.front).toBe('PAT');
    await ok(TAB.Leave());
    expect(desk.front).toBe(null);
    await ok(ALERT.Information('Saved'));
    await ok(ALERT.Info('Saved', '2'));
    await ok(ALERT.Warning('Careful', 8000));
    await ok(ALERT.Error('Wrong', 'nonsense'));
    expect(desk.alerts.map(({ level, durationMs }) => `${level} ${durationMs}`)).toEqual([
      'information 4000',
      'information 2000',
      'warning 8000',
      'error 4000',
    ]);

    const received: unknown[] = [];
    WIDGET.bindDataCallback((event: { sender: string }, data: string) => received.push([event.sender, data]));
    await ok(WIDGET.sendDataToWidget('PAT', '{"open":1}'));
    await ok(WIDGET.SendMessage('PAT', { open: 2 }));
    await desk.settled();
    expect(received).toEqual([
      ['PAT', '{"open":1}'],
      ['PAT', '{"open":2}'],
    ]);
    expect(await WIDGET.getToken()).toBe('token-of-op1');
    expect(await WIDGET.getTokenOneShot()).toMatch(/^once-/);

    await ok(AGENT.Pause());
    await ok(AGENT.PauseSubState('coffee'));
    expect(await AGENT.getAgentState()).toBe('PAUSEDSUBSTATE:coffee');
    expect(await AGENT.getAgentStateByID('op1')).toMatchObject({ ID: 'op1', State: 'AGENT:PAUSE' });
    expect(await AGENT.getAllAgentState()).toHaveLength(1);
    await ok(AGENT.Login());
    await ok(AGENT.setAgentGroups('customercare, sales'));
    expect(await AGENT.getAgentLoggedInGroups()).toEqual([{ id: 'customercare', description: 'Customer Care' }]);
    expect(await AGENT.getAgentGroups()).toHaveLength(1);
    expect(await AGENT.getAgentID()).toBe('op1');
    await ok(AGENT.Logout());

    expect([...new Set(desk.requests.map(({ method }) => method))].sort()).toEqual(Object.keys(sdkMethods).sort());
    expect(Object.keys(sdkRequests).sort()).toEqual(Object.keys(sdkMethods).sort());
  });

  it('with an empty or invalid number show a window and call nobody', async () => {
    const { desk, sdk, page } = setUp();
    for (const number of ['', '   ', undefined, 'abc', '12?34']) {
      expect(await sdk.CONTACT.MakeCall(number)).toMatchObject({ ok: false, error: { code: 'sdk.invalid' } });
    }
    expect(desk.alerts.map(({ level, durationMs }) => [level, durationMs])).toEqual(Array(5).fill(['error', 4000]));
    expect(desk.contactEvents()).toEqual([]);
    expect(page.explanations.at(-1)).toContain('AGENTDESKTOP.CONTACT.MakeCall did nothing');
  });

  it('never throw or reject, and explain what was wrong', async () => {
    const { sdk, page } = setUp();
    const done: unknown[] = [];
    const outcome = await sdk.CONTACT.Hold('nobody')
      .done(() => done.push('done'))
      .fail(() => done.push('fail'))
      .always(() => done.push('always'));
    expect(outcome).toMatchObject({ ok: false, error: { code: 'sdk.unknownContact' } });
    expect(await sdk.CONTACT.HangupByContactID('')).toMatchObject({ ok: false, error: { code: 'sdk.invalid' } });
    expect(await sdk.CONTACT.SetCallData('x', '')).toMatchObject({ ok: false, error: { code: 'sdk.invalid' } });
    expect(await sdk.TAB.GoTo('NOBODY')).toMatchObject({ ok: false, error: { code: 'sdk.unknownWidget' } });
    expect(await sdk.TAB.Badge({ count: 3 })).toMatchObject({ ok: false, error: { code: 'sdk.invalid' } });
    expect(done).toEqual(['fail', 'always']);
    expect(page.explanations).toHaveLength(5);
    sdk.WIDGET.bindContactCallback('not a function');
    expect(page.explanations.at(-1)).toContain('needs a function');
  });

  it('go no further than the widget’s configuration allows', async () => {
    const { sdk, desk } = setUp({ capabilities: ['data'] });
    const refusals = await Promise.all([
      sdk.CONTACT.MakeCall('0452224600'),
      sdk.CONTACT.Hangup('x'),
      sdk.AGENT.Logout(),
      sdk.CHAT.SendMessage('', 'hello'),
      sdk.CONTACT.StartRecording('x'),
    ]);
    for (const refusal of refusals) expect(refusal).toMatchObject({ ok: false, error: { code: 'sdk.notAllowed' } });
    expect(await sdk.WIDGET.getToken()).toBe('');
    expect(await sdk.AGENT.getAgentStateByID('op2')).toEqual({ ID: '', FirstLoginTime: '', State: '' });
    expect(await sdk.TAB.Badge(1)).toEqual({ ok: true });
    expect(desk.requests.map(({ method }) => method)).toEqual(['tab.badge']);
  });

  it('time out with an explanation when the desk does not answer', async () => {
    vi.useFakeTimers();
    const desk = new FakeDesk();
    const page = desk.openWidget({ id: 'PAT' });
    page.host.close();
    const sdk = page.script();
    const outcome = sdk.TAB.Badge(1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await outcome).toMatchObject({ ok: false, error: { code: 'sdk.timeout' } });
    expect(page.explanations[0]).toContain('allowed origins of widget PAT');
  });
});

describe('getters', () => {
  it('may be read at once or awaited', async () => {
    const { desk, sdk } = setUp();
    const id = sdk.WIDGET.getContainerID();
    // Loose comparison and string operations are what older pages do.
    expect(id == 'PAT').toBe(true);
    expect(`${id}/${'x' + id}/${id.toLowerCase()}/${id.length}/${JSON.stringify({ id })}`).toBe('PAT/xPAT/pat/3/{"id":"PAT"}');
    expect(await id).toBe('PAT');
    desk.setAgentState('loggedIn');
    await desk.settled();
    expect(sdk.AGENT.getAgentState() == 'LOGGEDIN').toBe(true);
    expect(String(sdk.WIDGET.getToken())).toBe('token-of-op1');
    const answers: string[] = [];
    sdk.WIDGET.getToken().done((token: string) => answers.push(token));
    await desk.settled();
    expect(answers).toEqual(['token-of-op1']);
    // One that works once is at hand too, and never the same twice.
    const once = [sdk.WIDGET.getTokenOneShot(), sdk.WIDGET.getTokenOneShot()];
    expect(String(once[0])).toMatch(/^once-/);
    const all = await Promise.all(once);
    expect(all[0]).toBe(String(once[0]));
    expect(String(once[1])).toBe(all[1]);
    expect(all[1]).not.toBe(all[0]);
    await desk.settled();
    expect(all).not.toContain(String(sdk.WIDGET.getTokenOneShot()));
  });

  it('tell when the channel is ready, before or after', async () => {
    const { desk, sdk } = setUp();
    const ready: unknown[] = [];
    const callback = (event: { type: string }, data: string): void => void ready.push([event.type, JSON.parse(data)]);
    sdk.WIDGET.bindSDKReadyCallback(callback);
    await desk.settled();
    sdk.WIDGET.bindSDKReadyCallback(callback);
    await desk.settled();
    const expected = ['AGENTDESKTOP_SDK_READY_CALLBACK', { widget: 'PAT', contact: '', agent: 'op1' }];
    expect(ready).toEqual([expected, expected]);
  });

  it('of call data agree with the protocol', () => {
    for (const text of ['A=1;B=2', '', ' a = b=c ;; d', '=x', 'A']) expect(parseCallData(text)).toEqual(protocolParseCallData(text));
  });
});

describe('dialogs of the desk', () => {
  it('are told to those who asked', async () => {
    const { desk, sdk } = setUp();
    const seen: string[] = [];
    const callback = (_event: unknown, data: string): void => void seen.push(data);
    sdk.UI.bindDialogCallback(callback);
    await desk.settled();
    desk.dialog('transfer', true);
    await desk.settled();
    sdk.UI.unbindDialogCallback(callback);
    desk.dialog('transfer', false);
    await desk.settled();
    expect(seen).toEqual(['{"event":"UI:DIALOGOPENED","dialog":"transfer"}']);
  });
});

describe('outside a desk', () => {
  const outside = (): { sdk: AgentDesktopGlobal; explanations: string[] } => {
    const explanations: string[] = [];
    const frame = {
      name: '',
      location: { origin: 'https://crm.example', hash: '' },
      sessionStorage: { getItem: () => null, setItem: () => {} },
      addEventListener: () => {},
      removeEventListener: () => {},
    } as unknown as FrameWindow & { parent: unknown };
    Object.assign(frame, { parent: frame });
    return {
      sdk: installAgentDesktop(frame, { deskOrigins: ['https://desk.example'], explain: (text) => explanations.push(text) }).global,
      explanations,
    };
  };

  it('every call fails softly and says why, once', async () => {
    const { sdk, explanations } = outside();
    for (const [namespace, methods] of Object.entries(sdk)) {
      if (typeof methods !== 'object') continue;
      for (const [name, method] of Object.entries(methods)) {
        const call = method as (...args: unknown[]) => unknown;
        await expect((async () => call(name.includes('ind') ? () => {} : 'x'))(), `${namespace}.${name}`).resolves.not.toThrow();
      }
    }
    expect(await sdk.CONTACT.MakeCall('0452224600')).toMatchObject({ ok: false, error: { code: 'sdk.outside' } });
    expect(await sdk.CONTACT.getContactList()).toEqual([]);
    expect(await sdk.WIDGET.getContainerID()).toBe('');
    expect(explanations.filter((text) => text.includes('CONTACT.MakeCall'))).toHaveLength(1);
    expect(explanations.some((text) => text.includes('does not run inside a desk'))).toBe(true);
  });
});

describe('the global', () => {
  it('is made once, however often the script is loaded, and fills an object that the page made', async () => {
    const { desk, page, sdk, heard, callback } = setUp();
    sdk.WIDGET.bindContactCallback(callback);
    expect(page.script()).toBe(sdk);
    desk.setAgentState('loggedIn');
    await desk.settled();
    expect(heard).toEqual(['AGENT:LOGGEDIN']);

    const other: FakeWidgetPage = desk.openWidget({ id: 'OTHER' });
    const own = { mine: true };
    Object.assign(other.frame, { AGENTDESKTOP: own });
    expect(other.script()).toBe(own);
    expect(own).toMatchObject({ mine: true, version: '0.1.0' });
  });

  it('lets pages go on that call methods which are not publicly documented', async () => {
    const { desk, page, sdk } = setUp();
    const { CONTACT, ALERT } = sdk as unknown as Record<string, Record<string, (...args: unknown[]) => Promise<unknown>>>;
    expect(await CONTACT?.['SomethingNew']?.(1)).toMatchObject({ ok: false, error: { code: 'sdk.unsupported' } });
    expect(page.explanations).toEqual([expect.stringContaining('AGENTDESKTOP.CONTACT.SomethingNew did nothing')]);
    await ALERT?.['ShowErrorMessage']?.('Wrong number', 4000);
    await ALERT?.['ShowMessage']?.('Title', 'Some text', '3');
    expect(desk.alerts.map(({ level, text, durationMs }) => [level, text, durationMs])).toEqual([
      ['error', 'Wrong number', 4000],
      ['information', 'Title: Some text', 3000],
    ]);
    expect('SomethingNew' in sdk.CONTACT).toBe(false);
    expect(await Promise.resolve(sdk.CONTACT)).toBe(sdk.CONTACT);
  });

  it('has the seven namespaces', () => {
    const { sdk } = setUp();
    expect(Object.keys(sdk).filter((name) => name === name.toUpperCase())).toEqual([
      'TAB',
      'ALERT',
      'WIDGET',
      'CONTACT',
      'AGENT',
      'CHAT',
      'UI',
    ]);
  });
});
