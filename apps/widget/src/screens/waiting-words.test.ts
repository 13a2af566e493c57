import { describe, expect, it } from 'vitest';
import { translator } from '../i18n/index.ts';
import { waitingCall } from '../testing/views.ts';
import type { CustomerView } from '../types.ts';
import { waitingWords } from './waiting-words.ts';

type Reason = NonNullable<CustomerView['queuedReason']>;
/** Complete by its type: a reason that is added needs words, too. */
const told: Record<Reason, RegExp> = {
  arrived: /reached us/,
  declined: /could not take your call/,
  missed: /did not answer/,
  agentGone: /not available any more/,
  mediaFailed: /did not come up/,
  agentLost: /the line to the agent was lost/,
  transferred: /transferred to Customer Care/,
  transferFailed: /transfer did not succeed/,
  moved: /moved to Customer Care/,
};
const reasons = Object.keys(told) as Reason[];
const words = (change: Partial<CustomerView>, language: 'it' | 'en' = 'en') =>
  waitingWords({ ...waitingCall('one', 'webcall'), queuedReason: 'arrived', ...change }, language, translator(language));

describe('a customer who waits', () => {
  it.each(reasons)('is told the truth when the reason is %s, in both languages', (queuedReason) => {
    expect(words({ queuedReason }).reason).toMatch(told[queuedReason]);
    for (const language of ['en', 'it'] as const) {
      const all = reasons.map((one) => words({ queuedReason: one }, language).reason);
      expect(new Set(all).size).toBe(reasons.length);
      // The place in line is told by the heading, which knows it; a line can only be lost that was there.
      const reason = words({ queuedReason }, language).reason ?? '';
      expect(reason).not.toMatch(/first|next|prossimo|sei (il|la) prim|cima/i);
      if (queuedReason !== 'agentLost') expect(reason).not.toMatch(/line to the agent was lost|è caduta/);
    }
  });

  it('is called the next only when they are', () => {
    expect(words({ position: 1, queuedReason: 'declined' }).heading).toBe('You are next in line');
    expect(words({ position: 2, queuedReason: 'declined' }).heading).toBe('You are 2nd in line');
    expect(words({ position: 2 }, 'it').heading).toBe('Sei in 2ª posizione');
    expect(words({ position: null, queuedReason: null })).toEqual({ heading: 'Opening your line…', reason: null, outlook: null });
  });

  it('hears that nobody is there, with what they can do, instead of a promise', () => {
    const first = words({ position: 1, staffing: 'nobody' });
    expect(first.heading).toBe('No agent is here right now');
    expect(first.outlook).toMatch(/leave the queue and call again later.*first to be answered/);
    expect(words({ position: 3, staffing: 'nobody' }).outlook).toMatch(/you are 3rd in line/);
    expect(words({ position: 3, staffing: 'nobody' }, 'it').outlook).toMatch(/lasciare la coda.*3ª posizione/);
    expect(words({ position: 1, staffing: 'paused' })).toMatchObject({
      heading: 'You are next in line',
      outlook: expect.stringContaining('No agent takes calls right now') as string,
    });
    expect(words({ position: 1, staffing: 'ready' }).outlook).toBeNull();
  });

  it('hears only that somebody answers, once somebody does', () => {
    expect(words({ state: 'connecting', position: null, queuedReason: null, staffing: null })).toEqual({
      heading: 'An agent answers: one moment…',
      reason: null,
      outlook: null,
    });
  });
});
