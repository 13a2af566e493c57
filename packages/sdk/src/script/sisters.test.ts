import { describe, expect, it } from 'vitest';
import { FakeDesk } from '../testing/index.ts';

function setUp() {
  const desk = new FakeDesk();
  const page = desk.openWidget({ id: 'PAT' });
  return { desk, page, ...page.sisters() };
}

describe('TOOLBAR', () => {
  it('hears events as objects, phone events in lower case as its pages expect', async () => {
    const { desk, TOOLBAR } = setUp();
    const heard: unknown[] = [];
    const types = new Set<string>();
    const callback = (event: { type: string }, data: { event: string }): void => {
      types.add(event.type);
      heard.push(data.event);
    };
    TOOLBAR.WIDGET.unbindContactCallback(callback);
    TOOLBAR.WIDGET.bindContactCallback(callback);
    desk.setAgentState('loggedIn');
    const id = desk.inbound();
    desk.answered(id);
    await desk.settled();
    expect(heard).toEqual(['AGENT:LOGGEDIN', 'POPUP', 'connectionstarted', 'ringing', 'established']);
    expect([...types]).toEqual(['AGENTDESKTOP_CONTACT_CALLBACK']);
    TOOLBAR.WIDGET.unbindContactCallback(callback);
    desk.otherHangsUp(id);
    await desk.settled();
    expect(heard).toHaveLength(5);
  });

  it('commands and asks over the same line', async () => {
    const { desk, TOOLBAR } = setUp();
    const id = desk.inbound();
    expect(await TOOLBAR.CONTACT.Answer(id)).toMatchObject({ ok: true });
    expect(desk.requests.map(({ method }) => method)).toContain('contact.answer');
    const states: string[] = [];
    await TOOLBAR.AGENT.getAgentState().done((state) => states.push(state));
    expect(states).toHaveLength(1);
    expect(String(TOOLBAR.WIDGET.getContainerID())).toBe('PAT');
  });

  it('leaves alone what the page has under these names', () => {
    const CONTACT = { MakeCall: () => 'theirs' };
    const page = new FakeDesk().openWidget({ id: 'PAT' });
    Object.assign(page.frame, { TOOLBAR: { CONTACT } });
    const { TOOLBAR, EASYCIM } = page.sisters();
    expect(TOOLBAR.CONTACT).toBe(CONTACT);
    expect(Object.keys(TOOLBAR)).toEqual(expect.arrayContaining(['AGENT', 'WIDGET']));
    expect(Object.keys(EASYCIM)).toContain('openScript');
  });
});

describe('EASYCIM', () => {
  it('finds contacts by id and by the record that is kept with them, keeps an outcome, ends after-call work', async () => {
    const { desk, TOOLBAR, EASYCIM } = setUp();
    expect(TOOLBAR.EASYCIM).toBe(EASYCIM);
    const id = desk.inbound({ ani: '3393669393' });
    await TOOLBAR.CONTACT.SetCallData(id, 'ECID=42');
    expect(await EASYCIM.getContactInfo(id)).toMatchObject({ id, ani: '3393669393' });
    expect(await EASYCIM.getContactInfoWS('42')).toMatchObject({ id });
    expect(await EASYCIM.getContactInfoWS('43')).toBeNull();
    expect(await EASYCIM.getContactInfoWS('')).toBeNull();
    desk.answered(id);
    desk.otherHangsUp(id);
    expect(await EASYCIM.saveScript(id, 'SOLD', true)).toMatchObject({ ok: true });
    const asked = desk.requests.map(({ method }) => method);
    expect(asked.slice(-2)).toEqual(['contact.setCallData', 'contact.offlineEnd']);
    expect(await EASYCIM.saveScript('nobody', 'SOLD', true)).toMatchObject({ ok: false });
  });

  it('says that there are no scripts', async () => {
    const { page, EASYCIM } = setUp();
    expect(await EASYCIM.openScript('1', '2')).toMatchObject({ ok: false, error: { code: 'sdk.unsupported' } });
    expect(await EASYCIM.openScriptInbound('1')).toMatchObject({ ok: false });
    expect(page.explanations.join()).toContain('EASYCIM.openScript did nothing');
  });
});
