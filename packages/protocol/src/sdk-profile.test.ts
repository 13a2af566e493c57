import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SdkContactEvent, SdkLogEntry } from './sdk.ts';
import {
  applyToSdkProfile,
  createSdkProfile,
  mergeCallData,
  parseCallData,
  sdkContactId,
  sdkContactList,
  sdkEndpoint,
  type ProfileContact,
  type ProfileHappening,
  type ProfileInput,
} from './sdk-profile.ts';

const main: ProfileContact = {
  id: '13f-5d9daab7@B2BUAGW1.enghouse.com',
  uuid: 'baabb838-ff32-4c15-afa9-78b4a7d01b59',
  channel: 'phone',
  kind: 'inbound',
  from: 'customer',
  to: '225727273',
  queue: 'QUEUE25',
};
const consultation: ProfileContact = {
  id: '3f-5e5fbc28@B2BUAEP.enghouse.com',
  uuid: 'dd124824-5079-41f6-b5bc-46ae3b8362a6',
  channel: 'phone',
  kind: 'consultation',
  from: '80165@B2BUAEP.enghouse.com',
  to: 'op2',
  queue: '',
};

/** Folds happenings one second apart. */
function tell(...happenings: ProfileHappening[]) {
  const profile = createSdkProfile();
  const entries = happenings.flatMap((happening, index) =>
    applyToSdkProfile(profile, { ...happening, seq: index + 1, at: Date.UTC(2026, 0, 1) + index * 1000 } as ProfileInput),
  );
  const events = entries.flatMap((entry) => (entry.kind === 'contact' ? [entry.data] : []));
  const told = events.map((event) => `${event.id === main.id ? 'M' : 'C'}:${event.event}:${event.job_state}:${event.reason}`);
  return { profile, entries, events, told };
}

/** The fields that the vendor's traces show, in their order. */
const traced = (event: SdkContactEvent) =>
  Object.entries(event).filter(([name]) => !['CallData', 'endTime', 'time_duration_sec', 'waitingTime'].includes(name));

const started: ProfileHappening[] = [
  { type: 'started', contact: main },
  { type: 'established', id: main.id },
];
const consulting: ProfileHappening[] = [
  ...started,
  { type: 'started', contact: consultation, main: main.id },
  { type: 'established', id: consultation.id },
];

describe('a contact that Centralino distributes', () => {
  it('pops up first, and ends with job changed and job finished', () => {
    const { told } = tell(
      ...started,
      { type: 'held', id: main.id },
      { type: 'retrieved', id: main.id },
      { type: 'cleared', id: main.id, wrapping: true },
      { type: 'finished', id: main.id },
    );
    expect(told).toEqual([
      'M:POPUP:online:',
      'M:CONNECTIONSTARTED:online:',
      'M:RINGING:online:',
      'M:ESTABLISHED:online:',
      'M:HELD:online:',
      'M:RETRIEVED:online:',
      'M:CONNECTIONCLEARED:online:',
      'M:JOBCHANGED:offline:',
      'M:JOBFINISHED:finished:',
    ]);
  });

  it('that nobody answers is finished without after-call work', () => {
    const { told, profile } = tell({ type: 'started', contact: main }, { type: 'cleared', id: main.id, wrapping: false });
    expect(told.slice(3)).toEqual(['M:CONNECTIONCLEARED:online:', 'M:JOBFINISHED:finished:']);
    expect(profile.contacts).toEqual({});
  });

  it('tells how long it took from the end of the talk on', () => {
    const { events } = tell(
      { type: 'started', contact: { ...main, waitingSince: Date.UTC(2026, 0, 1) - 30_000 } },
      { type: 'established', id: main.id },
      { type: 'held', id: main.id },
      { type: 'cleared', id: main.id, wrapping: true },
    );
    expect(events.find((event) => event.event === 'HELD')).not.toHaveProperty('endTime');
    expect(events.at(-1)).toMatchObject({ endTime: '2026-01-01T00:00:03.000Z', time_duration_sec: '2', waitingTime: '31' });
  });
});

describe('a direct transfer', () => {
  const transfer = (): ReturnType<typeof tell> => tell(...started, { type: 'transferred', id: main.id }, { type: 'finished', id: main.id });

  it('runs held, transferred, cleared, job changed, job finished', () => {
    expect(transfer().told.slice(4)).toEqual([
      'M:HELD:online:',
      'M:TRANSFERRED:online:',
      'M:CONNECTIONCLEARED:online:transferred',
      'M:JOBCHANGED:offline:transferred',
      'M:JOBFINISHED:finished:transferred',
    ]);
  });

  it('has every field of the vendor’s trace, in its order', () => {
    expect(traced(transfer().events[6] as SdkContactEvent)).toEqual([
      ['event', 'CONNECTIONCLEARED'],
      ['id', '13f-5d9daab7@B2BUAGW1.enghouse.com'],
      ['uuid', 'baabb838-ff32-4c15-afa9-78b4a7d01b59'],
      ['chat_id', ''],
      ['type', 'inbound'],
      ['media_type', 'telephony'],
      ['content_type', 'live'],
      ['content_description', ''],
      ['job_type', 'inbound'],
      ['job_state', 'online'],
      ['ani', 'customer'],
      ['dnis', '225727273'],
      ['queue', 'QUEUE25'],
      ['reason', 'transferred'],
    ]);
  });

  it('is told the same whatever became of it; the outcome is an event of its own', () => {
    const outcome = (what: 'accepted' | 'declined'): ProfileHappening => ({
      type: 'transferOutcome',
      id: main.id,
      uuid: main.uuid,
      transfer: 'direct',
      outcome: what,
      destination: 'op2',
    });
    const good = tell(...started, { type: 'transferred', id: main.id }, outcome('accepted'), { type: 'finished', id: main.id });
    const bad = tell(...started, { type: 'transferred', id: main.id }, outcome('declined'), { type: 'finished', id: main.id });
    expect(bad.told).toEqual(good.told);
    expect(bad.told).toEqual(transfer().told);
    expect(bad.entries.filter((entry) => entry.kind === 'outcome')).toMatchObject([{ data: { outcome: 'declined', destination: 'op2' } }]);
  });

  it('of a contact that is held already is not told as held twice', () => {
    const { told } = tell(...started, { type: 'held', id: main.id }, { type: 'transferred', id: main.id });
    expect(told.filter((line) => line.startsWith('M:HELD'))).toHaveLength(1);
  });
});

describe('a consultation', () => {
  const prefix = ['M:HELD:online:', 'C:CONNECTIONSTARTED::', 'C:DIALING::', 'C:ESTABLISHED::'];

  it('completed: transferred, both cleared with the reason, job changed, job finished', () => {
    const { told } = tell(
      ...consulting,
      { type: 'consultationCompleted', id: main.id, consultation: consultation.id },
      { type: 'finished', id: main.id },
    );
    expect(told.slice(4)).toEqual([
      ...prefix,
      'M:TRANSFERRED:online:',
      'M:CONNECTIONCLEARED:online:transferred',
      'C:CONNECTIONCLEARED::transferred',
      'M:JOBCHANGED:offline:transferred',
      'M:JOBFINISHED:finished:transferred',
    ]);
  });

  it('leg has every field of the vendor’s trace, in its order', () => {
    const { events } = tell(...consulting);
    expect(traced(events.find((event) => event.event === 'DIALING') as SdkContactEvent)).toEqual([
      ['event', 'DIALING'],
      ['id', '3f-5e5fbc28@B2BUAEP.enghouse.com'],
      ['uuid', 'dd124824-5079-41f6-b5bc-46ae3b8362a6'],
      ['chat_id', ''],
      ['type', 'outbound'],
      ['media_type', 'telephony'],
      ['content_type', ''],
      ['content_description', ''],
      ['job_type', 'manual'],
      ['job_state', ''],
      ['ani', '80165@B2BUAEP.enghouse.com'],
      ['dnis', 'consultation'],
      ['queue', ''],
      ['reason', ''],
    ]);
  });

  it('cancelled: its call is cleared, the customer is back', () => {
    const { told } = tell(...consulting, {
      type: 'consultationCancelled',
      id: main.id,
      consultation: consultation.id,
      retrieved: true,
    });
    expect(told.slice(4)).toEqual([...prefix, 'C:CONNECTIONCLEARED::', 'M:RETRIEVED:online:']);
  });

  it('as a conference: retrieved, conferenced, its own call is cleared', () => {
    const { told } = tell(...consulting, { type: 'conferenced', id: main.id, consultation: consultation.id });
    expect(told.slice(4)).toEqual([...prefix, 'M:RETRIEVED:online:', 'M:CONFERENCED:online:', 'C:CONNECTIONCLEARED::']);
  });

  it('swapped: each hold and retrieve is told on its own call', () => {
    const { told } = tell(
      ...consulting,
      { type: 'held', id: consultation.id },
      { type: 'retrieved', id: main.id },
      { type: 'held', id: main.id },
      { type: 'retrieved', id: consultation.id },
    );
    expect(told.slice(8)).toEqual(['C:HELD::', 'M:RETRIEVED:online:', 'M:HELD:online:', 'C:RETRIEVED::']);
  });

  it('outlives a customer who hangs up meanwhile', () => {
    const { told, profile } = tell(...consulting, { type: 'cleared', id: main.id, wrapping: true });
    expect(told.slice(8)).toEqual(['M:CONNECTIONCLEARED:online:', 'M:JOBCHANGED:offline:']);
    expect(sdkContactList(profile).map((contact) => [contact.id, contact.event])).toEqual([
      [main.id, 'JOBCHANGED'],
      [consultation.id, 'ESTABLISHED'],
    ]);
  });
});

describe('the vendor’s traces, event by event and field by field', () => {
  const row = (contact: ProfileContact, fixed: object) => (event: string, job_state: string, reason: string) => ({
    event,
    id: contact.id,
    uuid: contact.uuid,
    chat_id: '',
    ...fixed,
    content_description: '',
    job_state,
    ani: contact.from,
    queue: contact.queue,
    reason,
  });
  const m = row(main, { type: 'inbound', media_type: 'telephony', content_type: 'live', job_type: 'inbound', dnis: '225727273' });
  const c = row(consultation, { type: 'outbound', media_type: 'telephony', content_type: '', job_type: 'manual', dnis: 'consultation' });
  const shown = (events: SdkContactEvent[]) => events.map((event) => Object.fromEntries(traced(event)));

  it('direct transfer', () => {
    const { events } = tell(...started, { type: 'transferred', id: main.id }, { type: 'finished', id: main.id });
    expect(shown(events.slice(4))).toEqual([
      m('HELD', 'online', ''),
      m('TRANSFERRED', 'online', ''),
      m('CONNECTIONCLEARED', 'online', 'transferred'),
      m('JOBCHANGED', 'offline', 'transferred'),
      m('JOBFINISHED', 'finished', 'transferred'),
    ]);
  });

  it('transfer with consultation', () => {
    const { events } = tell(...consulting, { type: 'consultationCompleted', id: main.id, consultation: consultation.id });
    expect(shown(events.slice(4))).toEqual([
      m('HELD', 'online', ''),
      c('CONNECTIONSTARTED', '', ''),
      c('DIALING', '', ''),
      c('ESTABLISHED', '', ''),
      m('TRANSFERRED', 'online', ''),
      m('CONNECTIONCLEARED', 'online', 'transferred'),
      c('CONNECTIONCLEARED', '', 'transferred'),
      m('JOBCHANGED', 'offline', 'transferred'),
    ]);
  });
});

describe('calls outside distribution', () => {
  it('a manual call has no pop-up and no job', () => {
    const call: ProfileContact = { ...consultation, kind: 'manual', to: '0452224600' };
    const { told, events, profile } = tell(
      { type: 'started', contact: call },
      { type: 'established', id: call.id },
      { type: 'cleared', id: call.id, wrapping: true },
      { type: 'finished', id: call.id },
    );
    expect(told).toEqual(['C:CONNECTIONSTARTED::', 'C:DIALING::', 'C:ESTABLISHED::', 'C:CONNECTIONCLEARED::']);
    expect(events[0]).toMatchObject({ type: 'outbound', job_type: 'manual', dnis: '0452224600', media_type: 'telephony' });
    expect(profile.contacts).toEqual({});
  });

  it('a colleague’s call rings without pop-up and has no job', () => {
    const { told, events } = tell({ type: 'started', contact: { ...consultation, kind: 'colleague' } });
    expect(told).toEqual(['C:CONNECTIONSTARTED::', 'C:RINGING::']);
    expect(events[0]).toMatchObject({ type: 'inbound', job_type: 'manual' });
  });
});

describe('the profile', () => {
  it('tells agent states once per change, with nothing but the event', () => {
    const { entries } = tell(
      { type: 'agent', state: 'loggedIn' },
      { type: 'agent', state: 'paused' },
      { type: 'agent', state: 'paused' },
      { type: 'agent', state: 'loggedIn' },
      { type: 'agent', state: 'loggedOut' },
    );
    expect(entries.map((entry) => entry.data)).toEqual([
      { event: 'AGENT:LOGGEDIN' },
      { event: 'AGENT:PAUSE' },
      { event: 'AGENT:LOGGEDIN' },
      { event: 'AGENT:LOGGEDOUT' },
    ]);
  });

  it('makes entries that fit the wire, with cursors that only grow', () => {
    const { entries } = tell({ type: 'agent', state: 'loggedIn' }, ...consulting, {
      type: 'consultationCompleted',
      id: main.id,
      consultation: consultation.id,
    });
    for (const entry of entries) expect(SdkLogEntry.parse(entry)).toEqual(entry);
    const cursors = entries.map((entry) => entry.cursor);
    expect(cursors).toEqual([...new Set(cursors)].sort((a, b) => a - b));
    // The order of properties is part of the contract, and survives the check of the wire.
    const [first] = entries.flatMap((entry) => (entry.kind === 'contact' ? [entry.data] : []));
    expect(Object.keys(SdkContactEvent.parse(first))).toEqual(Object.keys(first as object));
  });

  it('means nothing by what can’t be', () => {
    const { told } = tell(
      { type: 'held', id: main.id },
      { type: 'finished', id: main.id },
      { type: 'transferred', id: main.id },
      { type: 'dataChanged', id: main.id, callData: [] },
      ...started,
      { type: 'started', contact: main },
      { type: 'established', id: main.id },
      { type: 'retrieved', id: main.id },
      { type: 'finished', id: main.id },
    );
    expect(told).toHaveLength(4);
  });

  it('tells chats and other media by their own type', () => {
    const media = (channel: ProfileContact['channel']) =>
      tell({ type: 'started', contact: { ...main, channel, chatId: 'c1' } }).events[0]?.media_type;
    expect([media('webcall'), media('video'), media('chat'), media('mail')]).toEqual(['telephony', 'telephony', 'chat', 'multimedia']);
  });

  it('shows changed call data from then on', () => {
    const { events } = tell(
      ...started,
      { type: 'dataChanged', id: main.id, callData: [{ name: 'ECID', value: '7' }] },
      { type: 'held', id: main.id },
    );
    expect(events.slice(-2).map((event) => [event.event, event.CallData])).toEqual([
      ['DATACHANGED', [{ name: 'ECID', value: '7' }]],
      ['HELD', [{ name: 'ECID', value: '7' }]],
    ]);
  });

  it('survives being saved in the middle', () => {
    const { profile } = tell(...consulting);
    const restored = JSON.parse(JSON.stringify(profile)) as typeof profile;
    const input: ProfileInput = { type: 'consultationCompleted', id: main.id, consultation: consultation.id, seq: 9, at: 9 };
    expect(applyToSdkProfile(restored, input)).toEqual(applyToSdkProfile(profile, input));
  });
});

describe('whatever happens, in whatever order', () => {
  const ids = ['A', 'B', 'C'];
  const id = fc.constantFrom(...ids);
  const kinds = ['inbound', 'manual', 'consultation', 'colleague'] as const;
  const happening: fc.Arbitrary<ProfileHappening> = fc.oneof(
    fc
      .record({ id, kind: fc.constantFrom(...kinds), main: fc.option(id, { nil: undefined }) })
      .map(({ id: one, kind, main: of }): ProfileHappening => {
        const contact: ProfileContact = { ...main, id: one, uuid: one, kind };
        return { type: 'started', contact, ...(of === undefined ? {} : { main: of }) };
      }),
    fc.record({ type: fc.constantFrom('established', 'held', 'retrieved', 'finished', 'transferred'), id }),
    fc.record({ type: fc.constant('cleared'), id, wrapping: fc.boolean() }),
    fc.record({ type: fc.constantFrom('consultationCompleted', 'conferenced'), id, consultation: id }),
    fc.record({ type: fc.constant('consultationCancelled'), id, consultation: id, retrieved: fc.boolean() }),
  );

  it('every contact begins, is held and taken back in turns, is cleared once and then only wrapped up', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
        const { entries, profile } = tell(...happenings);
        const cursors = entries.map((entry) => entry.cursor);
        for (let n = 1; n < cursors.length; n += 1) if ((cursors[n] ?? 0) <= (cursors[n - 1] ?? 0)) return false;
        for (const one of ids) {
          let line = '';
          for (const entry of entries) if (entry.kind === 'contact' && entry.data.id === one) line += `${entry.data.event} `;
          const talk = '(ESTABLISHED )?((HELD )?TRANSFERRED |HELD |RETRIEVED |CONFERENCED |ESTABLISHED )*';
          const inbound = `POPUP CONNECTIONSTARTED RINGING ${talk}(CONNECTIONCLEARED (JOBCHANGED )?(JOBFINISHED )?)?`;
          const manual = `CONNECTIONSTARTED (DIALING|RINGING) ${talk}(CONNECTIONCLEARED )?`;
          expect(line).toMatch(new RegExp(`^((${inbound})|(${manual}))*$`));
          expect(line).not.toMatch(/HELD HELD|RETRIEVED RETRIEVED|ESTABLISHED ESTABLISHED|JOBFINISHED JOB/);
          // What has ended is forgotten; what is remembered has not.
          expect(profile.contacts[one] === undefined).toBe(line === '' || /(JOBFINISHED|CONNECTIONCLEARED) $/.test(line));
        }
        return true;
      }),
      { numRuns: 500 },
    );
  });
});

describe('ids and call data', () => {
  it('has contact ids of the known shape, one for each segment', () => {
    const interaction = '7f3c1a52-9b1e-4c55-8a10-13b05d9daab7';
    expect(sdkContactId(`${interaction}.1`, { node: 'GW' })).toBe('13b01-5d9daab7@GW.centralino.local');
    const ids = [1, 2, 15].map((n) => sdkContactId(`${interaction}.${n}`, { node: 'EP', domain: 'pbx.example' }));
    expect(new Set(ids).size).toBe(3);
    for (const id of [...ids, sdkContactId('short.1', { node: 'GW' })]) expect(id).toMatch(/^[0-9a-f]+-[0-9a-f]{8}@(GW|EP)\.[a-z.]+$/);
    expect(sdkEndpoint('op1')).toBe('op1@EP.centralino.local');
  });

  it('reads and merges variables', () => {
    expect(parseCallData('A=1; B=2=3;;C')).toEqual([
      { name: 'A', value: '1' },
      { name: 'B', value: '2=3' },
      { name: 'C', value: '' },
    ]);
    expect(mergeCallData(parseCallData('A=1;B=2'), parseCallData('A=9;C=3'))).toEqual(parseCallData('A=9;B=2;C=3'));
  });
});
