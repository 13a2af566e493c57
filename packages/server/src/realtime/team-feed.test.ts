import { customerLegIdOf, type DeskPush } from '@centralino/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { anonymous, configureHelp, MemoryEngine } from './testing/memory-engine.ts';
import { TeamFeed } from './team-feed.ts';

type Team = DeskPush<'team'>;

/** A supervisor's page on a line that takes `capacity` bytes before somebody reads them. */
class FakePage {
  readonly id: string = 'page';
  readonly got: Team[] = [];
  bufferedBytes = 0;
  fillsUp = false;

  push(type: string, data: unknown): boolean {
    expect(type).toBe('team');
    if (this.fillsUp && this.bufferedBytes > 256 * 1024) return false;
    if (this.fillsUp) this.bufferedBytes += JSON.stringify(data).length;
    this.got.push(structuredClone(data) as Team);
    return true;
  }

  /** The page reads everything. */
  read(): void {
    this.bufferedBytes = 0;
  }

  setRinging(): void {}
  close(): void {}

  /** What the page shows, by what it was told. */
  get shown() {
    const agents = new Map<string, Team['agents'][number]>();
    const interactions = new Map<string, Team['interactions'][number]>();
    const services = new Map<string, Team['services'][number]>();
    for (const team of this.got) {
      if (team.full) for (const map of [agents, interactions, services]) map.clear();
      for (const one of team.agents) agents.set(one.id, one);
      for (const id of team.removedAgents) agents.delete(id);
      for (const one of team.interactions) interactions.set(one.id, one);
      for (const id of team.removedInteractions) interactions.delete(id);
      for (const one of team.services) services.set(one.code, one);
    }
    return { agents, interactions, services };
  }
}

let engine: MemoryEngine;
let feed: TeamFeed;
let listens: ReturnType<typeof vi.spyOn>;
const everyMs = 250;
beforeEach(async () => {
  vi.useFakeTimers();
  engine = new MemoryEngine();
  listens = vi.spyOn(engine, 'onCommitted');
  feed = new TeamFeed({ engine, everyMs, now: Date.now });
  await configureHelp(engine);
});
afterEach(() => {
  feed.stop();
  vi.useRealTimers();
});

const call = async (id: string): Promise<void> => {
  await engine.send({
    type: 'interaction.create',
    interactionId: id,
    service: 'help',
    channel: 'video',
    language: 'en',
    customer: anonymous,
  });
  await engine.send({ type: 'leg.connected', interactionId: id, legId: customerLegIdOf(id) });
};
const calls = async (count: number, prefix = 'i'): Promise<void> => {
  for (let n = 0; n < count; n += 1) await call(`${prefix}${n}`);
};

describe('the team feed', () => {
  it('listens to nothing while nobody watches', async () => {
    expect(listens).not.toHaveBeenCalled();
    const page = new FakePage();
    feed.watch(page);
    await vi.advanceTimersByTimeAsync(everyMs);
    feed.unwatch(page);
    const stop = listens.mock.results[0]?.value as unknown;
    expect(stop).toBeInstanceOf(Function);
    await call('i1');
    await vi.advanceTimersByTimeAsync(10 * everyMs);
    expect(page.got).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('tells a hundred changes of one thing once, and of that thing only', async () => {
    await calls(20);
    const page = new FakePage();
    feed.watch(page);
    await vi.advanceTimersByTimeAsync(everyMs);
    page.got.length = 0;
    for (let n = 0; n < 100; n += 1) {
      await engine.send({ type: 'interaction.linkContact', interactionId: 'i3', contactId: null, name: `Name ${n}`, by: null });
    }
    await vi.advanceTimersByTimeAsync(everyMs);
    expect(page.got).toHaveLength(1);
    expect(page.got[0]).toMatchObject({
      full: false,
      agents: [],
      services: [],
      interactions: [{ id: 'i3', customer: { name: 'Name 99' } }],
    });
    expect(page.got[0]?.interactions).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(10 * everyMs);
    expect(page.got).toHaveLength(1);
  });

  it('brings a slow page everything in the end, newest state and nothing twice over, without filling its line', async () => {
    await calls(1_000);
    const page = new FakePage();
    page.fillsUp = true;
    feed.watch(page);
    await vi.advanceTimersByTimeAsync(everyMs);
    const first = page.got.length;
    expect(first).toBeGreaterThan(0);
    expect(page.shown.interactions.size).toBeLessThan(1_000);
    // Nobody reads: nothing more is sent, whatever happens.
    for (let n = 0; n < 1_000; n += 2) await engine.send({ type: 'interaction.leave', interactionId: `i${n}` });
    await vi.advanceTimersByTimeAsync(20 * everyMs);
    expect(page.got).toHaveLength(first);
    expect(page.bufferedBytes).toBeLessThan(512 * 1024);
    for (let n = 0; n < 40; n += 1) {
      page.read();
      await vi.advanceTimersByTimeAsync(everyMs);
    }
    expect(page.got.filter(({ full }) => full)).toHaveLength(1);
    expect([...page.shown.interactions.keys()].sort()).toEqual(Array.from({ length: 500 }, (_, n) => `i${2 * n + 1}`).sort());
    expect(page.shown.services.get('help')?.waiting).toBe(500);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('keeps for later what a line refuses', async () => {
    await call('i1');
    const page = new FakePage();
    const push = vi.spyOn(page, 'push').mockReturnValueOnce(false);
    feed.watch(page);
    await vi.advanceTimersByTimeAsync(everyMs);
    expect(push).toHaveBeenCalledTimes(2);
    expect(page.got).toMatchObject([{ full: true, interactions: [{ id: 'i1' }], agents: [{ id: 'anna' }], services: [{ waiting: 1 }] }]);
  });

  it('shows both sides of a consultation as they change each other', async () => {
    await engine.send({ type: 'agent.configure', agent: { id: 'bea', username: 'bea', name: 'Bea', skills: [] } });
    for (const agentId of ['anna', 'bea']) await engine.send({ type: 'agent.connect', agentId });
    await engine.send({ type: 'agent.setPresence', agentId: 'anna', presence: { kind: 'ready' }, by: 'agent' });
    await call('i1');
    const part = { interactionId: 'i1', segmentId: 'i1.1', agentId: 'anna' };
    await engine.send({ type: 'segment.accept', ...part });
    await engine.send({ type: 'leg.connected', interactionId: 'i1', legId: 'i1.1.a' });
    const page = new FakePage();
    feed.watch(page);
    await vi.advanceTimersByTimeAsync(everyMs);
    await engine.send({ type: 'segment.consult', ...part, consultationId: 'c1', to: { kind: 'agent', agentId: 'bea' } });
    await vi.advanceTimersByTimeAsync(everyMs);
    expect(page.shown.interactions.get('i1')?.consultations).toEqual(['c1']);
    expect(page.shown.agents.get('bea')?.activity).toBe('ringing');
    await engine.send({ type: 'consult.cancel', interactionId: 'c1', agentId: 'anna' });
    await vi.advanceTimersByTimeAsync(everyMs);
    expect(page.shown.interactions.get('i1')?.consultations).toEqual([]);
    expect(page.shown.agents.get('bea')?.activity).toBe('idle');
    expect([...page.shown.interactions.keys()]).toEqual(['i1']);
  });
});
