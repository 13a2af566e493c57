import { describe, expect, it } from 'vitest';
import { appendToSdkLog, createSdkLog, replaySdkLog } from './sdk-log.ts';
import { applyToSdkProfile, createSdkProfile, type ProfileContact, type ProfileHappening, type ProfileInput } from './sdk-profile.ts';

const contact = (id: string): ProfileContact => ({
  id,
  uuid: `uuid-${id}`,
  channel: 'phone',
  kind: 'inbound',
  from: '1',
  to: '2',
  queue: 'q',
});

function world(keep?: number) {
  const profile = createSdkProfile();
  const log = createSdkLog('log', keep === undefined ? {} : { keep });
  let seq = 0;
  const happens = (happening: ProfileHappening) => {
    seq += 1;
    return appendToSdkLog(log, applyToSdkProfile(profile, { ...happening, seq, at: seq * 1000 } as ProfileInput));
  };
  const whole = (id: string): void => {
    happens({ type: 'started', contact: contact(id) });
    happens({ type: 'cleared', id, wrapping: false });
  };
  const names = (entries: ReturnType<typeof replaySdkLog>) =>
    entries.map((entry) => (entry.kind === 'contact' ? `${entry.data.id} ${entry.data.event}` : entry.data.event));
  return { log, happens, whole, names, last: () => log.entries.at(-1)?.cursor ?? -1 };
}

describe('what a page is told when it says hello', () => {
  it('for the first time: the agent’s state and the open contacts from their beginning', () => {
    const { log, happens, whole, names } = world();
    happens({ type: 'agent', state: 'paused' });
    happens({ type: 'agent', state: 'loggedIn' });
    whole('old');
    happens({ type: 'started', contact: contact('now') });
    happens({ type: 'established', id: 'now' });
    expect(names(replaySdkLog(log, null))).toEqual([
      'AGENT:LOGGEDIN',
      'now POPUP',
      'now CONNECTIONSTARTED',
      'now RINGING',
      'now ESTABLISHED',
    ]);
  });

  it('again: also everything since, of contacts that ended meanwhile too', () => {
    const { log, happens, whole, names, last } = world();
    happens({ type: 'started', contact: contact('now') });
    const cursor = last();
    whole('meanwhile');
    happens({ type: 'established', id: 'now' });
    expect(names(replaySdkLog(log, { log: 'log', cursor }))).toEqual([
      'now POPUP',
      'now CONNECTIONSTARTED',
      'now RINGING',
      'meanwhile POPUP',
      'meanwhile CONNECTIONSTARTED',
      'meanwhile RINGING',
      'meanwhile CONNECTIONCLEARED',
      'meanwhile JOBFINISHED',
      'now ESTABLISHED',
    ]);
  });

  it('with the cursor of another agent’s log: as if for the first time', () => {
    const { log, whole } = world();
    whole('old');
    expect(replaySdkLog(log, { log: 'another', cursor: 0 })).toEqual([]);
  });

  it('beside one contact: only of that', () => {
    const { log, happens, names } = world();
    happens({ type: 'agent', state: 'loggedIn' });
    happens({ type: 'started', contact: contact('a') });
    happens({ type: 'started', contact: contact('b') });
    expect(names(replaySdkLog(log, null, 'b'))).toEqual(['AGENT:LOGGEDIN', 'b POPUP', 'b CONNECTIONSTARTED', 'b RINGING']);
  });
});

describe('the log', () => {
  it('forgets the oldest finished contacts, never an open one or the agent’s state', () => {
    const { log, happens, whole, names } = world(20);
    happens({ type: 'agent', state: 'loggedIn' });
    happens({ type: 'started', contact: contact('open') });
    for (let n = 0; n < 50; n += 1) whole(`c${n}`);
    expect(log.entries.length).toBeLessThanOrEqual(20);
    expect(names(replaySdkLog(log, null))).toEqual(['AGENT:LOGGEDIN', 'open POPUP', 'open CONNECTIONSTARTED', 'open RINGING']);
    expect(names(log.entries).at(-1)).toBe('c49 JOBFINISHED');
  });

  it('takes the same entries only once', () => {
    const { log, happens } = world();
    const entries = happens({ type: 'started', contact: contact('a') });
    expect(appendToSdkLog(log, entries)).toEqual([]);
    expect(log.entries).toHaveLength(3);
  });
});
