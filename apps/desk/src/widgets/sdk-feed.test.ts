import { eventData, type EventType, type InteractionView, type SdkContactEvent, type SdkLogEntry } from '@centralino/protocol';
import { FakeCalls, fakeAgentId, type RingOptions } from '@centralino/ui/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { createSdkFeed, feedSdkEvent, feedSdkSnapshot, type ExpectedCall, type SdkFeed } from './sdk-feed.ts';

const usernames: Record<string, string> = { 'agent-2': 'op2', 'agent-3': 'op3' };
const op2 = { kind: 'agent', agentId: 'agent-2' } as const;

let calls: FakeCalls;
let feed: SdkFeed;
let entries: SdkLogEntry[];
let seq: number;
let expected: ExpectedCall | null;

beforeEach(() => {
  feed = createSdkFeed({ id: fakeAgentId, username: 'op1' }, 'test');
  entries = [];
  seq = 100;
  expected = null;
  calls = new FakeCalls((type, interaction, data) => hear(type, `interaction:${interaction.id}`, data, interaction));
});

function hear(type: EventType, stream: string, data: Record<string, unknown>, view: InteractionView | null): void {
  seq += 1;
  // As it comes over the wire.
  const checked = eventData[type].parse(JSON.parse(JSON.stringify(data))) as Record<string, unknown>;
  const event = { seq, stream, version: seq, type, at: 1_000_000 + seq * 1_000, data: checked };
  entries.push(...feedSdkEvent(feed, { event, view }, (id) => usernames[id], expected));
}

const contactEvents = (): SdkContactEvent[] => entries.flatMap((entry) => (entry.kind === 'contact' ? [entry.data] : []));
/** `M:HELD`: contacts are called by letters, in the order in which they came. */
function story(): string[] {
  const letters = new Map<string, string>();
  return entries.flatMap((entry) => {
    if (entry.kind === 'agent') return [entry.data.event];
    if (entry.kind === 'outcome') return [`=${entry.data.transfer} ${entry.data.outcome} ${entry.data.destination}`];
    const { id, event } = entry.data;
    if (!letters.has(id)) letters.set(id, 'MCDE'[letters.size] ?? '?');
    return [`${letters.get(id)}:${event}`];
  });
}
function talking(options: RingOptions = { name: 'Anna Bianchi' }): string {
  const id = calls.ring(options);
  calls.accept(id);
  calls.online(id);
  return id;
}
const begun = ['M:POPUP', 'M:CONNECTIONSTARTED', 'M:RINGING', 'M:ESTABLISHED'];

describe('what a page hears', () => {
  it('of an inbound call: rings, talks, hold, end, after-call work', () => {
    const id = talking({ name: 'Anna Bianchi', answers: [{ key: 'phone', label: 'Phone', value: '339 3669393 int. 5' }] });
    calls.hold(id, true);
    calls.hold(id, false);
    calls.wrap(id, 'customer');
    calls.finish(id, 'completed');
    expect(story()).toEqual([...begun, 'M:HELD', 'M:RETRIEVED', 'M:CONNECTIONCLEARED', 'M:JOBCHANGED', 'M:JOBFINISHED']);
    const events = contactEvents();
    expect(events[0]).toMatchObject({
      uuid: id,
      type: 'inbound',
      media_type: 'telephony',
      content_type: 'live',
      job_type: 'inbound',
      job_state: 'online',
      ani: '3393669393',
      dnis: 'customercare',
      queue: 'customercare',
      reason: '',
    });
    expect(events[0]?.id).toMatch(/^[0-9a-f]+-[0-9a-f]{8}@GW\.centralino\.local$/);
    expect(events.map(({ job_state }) => job_state)).toEqual([...Array<string>(7).fill('online'), 'offline', 'finished']);
  });

  it('of a call that is declined', () => {
    calls.finish(calls.ring({ name: 'Anna' }), 'declined');
    expect(story()).toEqual(['M:POPUP', 'M:CONNECTIONSTARTED', 'M:RINGING', 'M:CONNECTIONCLEARED', 'M:JOBFINISHED']);
  });

  it('of a call by hand', () => {
    expected = { destination: 'op2', callData: [{ name: 'ECID', value: '42' }], description: '' };
    const id = calls.make(op2, 'webcall');
    calls.online(id);
    calls.answered(id);
    calls.colleagueLeaves(id);
    expect(story()).toEqual(['M:CONNECTIONSTARTED', 'M:DIALING', 'M:ESTABLISHED', 'M:CONNECTIONCLEARED']);
    expect(contactEvents()[0]).toMatchObject({
      uuid: id,
      type: 'outbound',
      job_type: 'manual',
      job_state: '',
      ani: 'op1@EP.centralino.local',
      dnis: 'op2',
      queue: '',
      content_type: '',
      CallData: [{ name: 'ECID', value: '42' }],
    });
    expect(feed.profile.contacts).toEqual({});
  });

  it('of a call by hand that its caller holds and takes back', () => {
    const id = calls.make(op2, 'webcall');
    calls.online(id);
    calls.answered(id);
    for (const type of ['interaction.callerHeld', 'interaction.callerResumed'] as const) {
      hear(type, `interaction:${id}`, { agentId: fakeAgentId }, calls.get(id));
    }
    expect(story().slice(2)).toEqual(['M:ESTABLISHED', 'M:HELD', 'M:RETRIEVED']);
  });

  it('of a transfer that is taken back', () => {
    const id = talking();
    calls.transfer(id, op2);
    hear(
      'segment.transferFailed',
      `interaction:${id}`,
      { segmentId: `${id}.1`, agentId: fakeAgentId, to: op2, reason: 'cancelled' },
      calls.get(id),
    );
    expect(story()).toContain('=direct takenBack op2');
  });

  it('of a call by hand that nobody takes', () => {
    const id = calls.make(op2, 'webcall');
    calls.online(id);
    calls.refused(id, 'declined');
    expect(story()).toEqual(['M:CONNECTIONSTARTED', 'M:DIALING', 'M:CONNECTIONCLEARED']);
  });

  it('of a colleague’s call: no record to open, no after-call work', () => {
    const id = talking({ by: 'call' });
    calls.wrap(id, 'agent');
    expect(story()).toEqual(['M:CONNECTIONSTARTED', 'M:RINGING', 'M:ESTABLISHED', 'M:CONNECTIONCLEARED']);
    expect(contactEvents()[0]).toMatchObject({ job_type: 'manual', ani: 'op2@EP.centralino.local', dnis: 'op1@EP.centralino.local' });
  });

  it.each(['accepted', 'queued'] as const)('of a direct transfer that is %s', (outcome) => {
    const id = talking();
    calls.transfer(id, outcome === 'queued' ? { kind: 'service', code: 'sales' } : op2);
    if (outcome === 'accepted') calls.answered(id);
    calls.finish(id, 'completed');
    expect(story()).toEqual([
      ...begun,
      'M:HELD',
      'M:TRANSFERRED',
      'M:CONNECTIONCLEARED',
      'M:JOBCHANGED',
      `=direct ${outcome} ${outcome === 'queued' ? 'sales' : 'op2'}`,
      'M:JOBFINISHED',
    ]);
    expect(
      contactEvents()
        .slice(4)
        .map(({ reason }) => reason),
    ).toEqual(['', '', 'transferred', 'transferred', 'transferred']);
  });

  it('of a direct transfer that fails: the same, then why, then the customer again, under the same id', () => {
    const id = talking();
    calls.transfer(id, op2);
    calls.refused(id, 'declined');
    expect(story().slice(4)).toEqual([
      'M:HELD',
      'M:TRANSFERRED',
      'M:CONNECTIONCLEARED',
      'M:JOBCHANGED',
      'M:JOBFINISHED',
      '=direct declined op2',
      ...begun,
    ]);
    calls.wrap(id, 'agent');
    calls.finish(id, 'completed');
    expect(story().slice(-3)).toEqual(['M:CONNECTIONCLEARED', 'M:JOBCHANGED', 'M:JOBFINISHED']);
    expect(new Set(contactEvents().map(({ uuid }) => uuid))).toEqual(new Set([id]));
  });

  it('of a transfer that fails after the agent has left it: no contact comes back', () => {
    const id = talking();
    calls.transfer(id, op2);
    calls.wrap(id, 'agent');
    calls.finish(id, 'completed');
    expect(story().slice(4)).toEqual(['M:HELD', 'M:TRANSFERRED', 'M:CONNECTIONCLEARED', 'M:JOBCHANGED', 'M:JOBFINISHED']);
    expect(feed.profile.contacts).toEqual({});
  });

  const consulting = (): { main: string; second: string } => {
    const main = talking();
    const second = calls.consult(main, op2);
    calls.answered(second);
    return { main, second };
  };
  const consulted = [...begun, 'M:HELD', 'C:CONNECTIONSTARTED', 'C:DIALING', 'C:ESTABLISHED'];

  it('of a consultation that is completed', () => {
    const { main, second } = consulting();
    calls.complete(second, 'transfer');
    calls.finish(main, 'completed');
    expect(story()).toEqual([
      ...consulted,
      'M:TRANSFERRED',
      'M:CONNECTIONCLEARED',
      'C:CONNECTIONCLEARED',
      'M:JOBCHANGED',
      '=consultation accepted op2',
      'M:JOBFINISHED',
    ]);
    expect(contactEvents()[5]).toMatchObject({ uuid: second, dnis: 'consultation', type: 'outbound', job_state: '' });
    expect(
      contactEvents()
        .slice(8)
        .map(({ reason }) => reason),
    ).toEqual(['', 'transferred', 'transferred', 'transferred', 'transferred']);
  });

  it('of a consultation that is cancelled, after a swap there and back', () => {
    const { main, second } = consulting();
    calls.swap(second);
    calls.swap(second);
    calls.cancel(second);
    expect(story().slice(8)).toEqual(['C:HELD', 'M:RETRIEVED', 'M:HELD', 'C:RETRIEVED', 'C:CONNECTIONCLEARED', 'M:RETRIEVED']);
    expect(Object.keys(feed.profile.contacts)).toHaveLength(1);
    calls.wrap(main, 'agent');
  });

  it('of a consultation that nobody answers: the customer stays on hold', () => {
    const main = talking();
    const second = calls.consult(main, op2);
    calls.refused(second, 'missed');
    expect(story().slice(4)).toEqual(['M:HELD', 'C:CONNECTIONSTARTED', 'C:DIALING', 'C:CONNECTIONCLEARED']);
  });

  it('of a conference', () => {
    const { main, second } = consulting();
    calls.complete(second, 'conference');
    calls.wrap(main, 'customer');
    expect(story().slice(8)).toEqual(['M:RETRIEVED', 'M:CONFERENCED', 'C:CONNECTIONCLEARED', 'M:CONNECTIONCLEARED', 'M:JOBCHANGED']);
  });

  it('of being consulted, and of the customer who comes with it', () => {
    const asked = talking({ by: 'consultation', name: 'Anna Bianchi' });
    calls.completedByColleague(asked, 'transfer', 'Anna Bianchi');
    expect(story()).toEqual([
      ...['M:CONNECTIONSTARTED', 'M:RINGING', 'M:ESTABLISHED', 'M:CONNECTIONCLEARED'],
      ...['C:POPUP', 'C:CONNECTIONSTARTED', 'C:RINGING', 'C:ESTABLISHED'],
    ]);
    expect(contactEvents().at(-1)).toMatchObject({ event: 'ESTABLISHED', ani: 'Anna Bianchi', job_type: 'inbound' });
  });

  it('of a customer whom a colleague hands over', () => {
    talking({ by: 'transfer', name: 'Anna Bianchi' });
    expect(story()).toEqual(begun);
    expect(contactEvents()[0]).toMatchObject({ ani: 'Anna Bianchi', job_type: 'inbound', queue: 'customercare' });
  });

  it('of the agent’s presence', () => {
    const stream = `agent:${fakeAgentId}`;
    for (const presence of [
      { kind: 'ready' },
      { kind: 'paused', reason: 'lunch' },
      { kind: 'paused', reason: 'coffee' },
      { kind: 'ready' },
      { kind: 'loggedOut' },
    ]) {
      hear('agent.presenceChanged', stream, { presence, by: 'agent' }, null);
    }
    hear('agent.presenceChanged', 'agent:agent-2', { presence: { kind: 'ready' }, by: 'agent' }, null);
    expect(story()).toEqual(['AGENT:LOGGEDIN', 'AGENT:PAUSE', 'AGENT:LOGGEDIN', 'AGENT:LOGGEDOUT']);
  });

  it('of data of a call', () => {
    const id = talking();
    const set = (name: string, value: string): void =>
      hear('interaction.dataSet', `interaction:${id}`, { data: [{ name, value }], by: null }, calls.get(id));
    set('A', '1');
    set('B', '2');
    // Nothing new, nothing to tell.
    set('A', '1');
    calls.hold(id, true);
    expect(story().slice(4)).toEqual(['M:DATACHANGED', 'M:DATACHANGED', 'M:HELD']);
    expect(contactEvents().at(-1)?.CallData).toEqual([
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
    ]);
  });
});

describe('the log', () => {
  it('has cursors that only grow, and takes no event twice', () => {
    const id = talking();
    calls.transfer(id, op2);
    calls.refused(id, 'missed');
    const cursors = entries.map(({ cursor }) => cursor);
    expect(cursors).toEqual([...new Set(cursors)].sort((a, b) => a - b));
    const again = { seq: 101, stream: `interaction:${id}`, version: 1, type: 'segment.offered' as const, at: 1, data: {} };
    expect(feedSdkEvent(feed, { event: again, view: null }, () => undefined, null)).toEqual([]);
  });

  it('catches up with a desk that was opened in the middle of a call', () => {
    const before = feed;
    const id = talking();
    calls.hold(id, true);
    feed = createSdkFeed({ id: fakeAgentId, username: 'op1' }, 'another window');
    entries = feedSdkSnapshot(feed, { seq, at: 5, presence: { kind: 'ready' }, interactions: [calls.get(id)] }, () => undefined);
    expect(story()).toEqual(['AGENT:LOGGEDIN', ...begun, 'M:HELD']);
    expect(Object.keys(feed.profile.contacts)).toEqual(Object.keys(before.profile.contacts));
    calls.wrap(id, 'customer');
    expect(story().slice(-2)).toEqual(['M:CONNECTIONCLEARED', 'M:JOBCHANGED']);
  });

  it('tells nothing new when the snapshot says what is known, and the end of what is gone', () => {
    const id = talking();
    const consultation = calls.consult(id, op2);
    calls.answered(consultation);
    const all = { seq, at: 5, presence: { kind: 'loggedOut' } as const, interactions: [calls.get(id), calls.get(consultation)] };
    entries = feedSdkSnapshot(feed, all, () => undefined);
    expect(story()).toEqual(['AGENT:LOGGEDOUT']);
    entries = feedSdkSnapshot(feed, { ...all, interactions: [] }, () => undefined);
    expect(story()).toEqual(['M:CONNECTIONCLEARED', 'M:JOBFINISHED', 'C:CONNECTIONCLEARED']);
    expect(feed.calls).toEqual({});
  });
});
