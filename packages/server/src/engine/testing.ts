import type { AgentConfig, CommandRequest, ServiceConfig } from '@centralino/protocol';
import type { Clock } from './clock.ts';

/** A clock that stands still until it is told how much time passes. */
export interface TestClock extends Clock {
  /** Moves on, calling what falls due on the way in its order. */
  advance(ms: number): void;
}

export function createTestClock(start = 1_800_000_000_000): TestClock {
  let now = start;
  const timers = new Set<{ at: number; callback: () => void }>();
  return {
    now: () => now,
    after(delayMs, callback) {
      const timer = { at: now + Math.max(0, delayMs), callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    advance(ms) {
      const until = now + ms;
      for (;;) {
        const [next] = [...timers].filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers.delete(next);
        now = Math.max(now, next.at);
        next.callback();
      }
      now = until;
    },
  };
}

/** A service that skillset `sales` answers. */
export const testService = (changes: Partial<ServiceConfig> = {}): CommandRequest => ({
  type: 'service.configure',
  service: {
    code: 'sales',
    name: 'Sales',
    channels: ['webcall', 'video'],
    skillsets: ['sales'],
    ringMs: 20_000,
    connectMs: 10_000,
    graceMs: 20_000,
    wrapUpMs: 60_000,
    declineBackoffMs: 10_000,
    ...changes,
  },
});

/** An agent with skillset `sales`. */
export const testAgent = (id: string, changes: Partial<AgentConfig> = {}): CommandRequest => ({
  type: 'agent.configure',
  agent: { id, username: id, name: `Agent ${id}`, skills: [{ skillset: 'sales', level: 5 }], ...changes },
});

/** A customer who wants to talk; not queued before `leg.connected` for `<id>.c`. */
export const testCall = (interactionId: string): CommandRequest => ({
  type: 'interaction.create',
  interactionId,
  service: 'sales',
  channel: 'webcall',
  language: 'en',
  customer: { name: `Customer ${interactionId}`, contactId: null, answers: [] },
});
