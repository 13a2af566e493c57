import {
  AgentView,
  CentralinoError,
  CustomerView,
  InteractionView,
  ServiceStatus,
  agentLegIdOf,
  customerLegIdOf,
  eventData,
} from '@centralino/protocol';
import type { Command, CommandRequest, NewEvent } from '@centralino/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { desiredMedia } from './media/desired-media.ts';
import { legOwner } from './media/leg-owner.ts';
import { isAvoiding, isOfferable, openSegment } from './interaction/interaction.ts';
import type { Interaction } from './interaction/interaction.ts';
import { testAgent, testService, testStats } from './testing/script.ts';
import { agentView } from './views/agent-view.ts';
import { customerView } from './views/customer-view.ts';
import { interactionView } from './views/interaction-view.ts';
import { serviceStatus } from './views/service-status.ts';
import { evolve } from './world/evolve.ts';
import { handle } from './world/handle.ts';
import { dueStreams, forget, forgettable, listAgents, listServices, nextDeadlineAt, queueOf } from './world/queries.ts';
import { loadWorld, saveWorld } from './world/save.ts';
import { createWorld } from './world/world.ts';
import type { World } from './world/world.ts';

/*
 * Random commands, time steps, losses and restarts against the properties that core promises. The world under test decides;
 * a second one only folds the events, one by one, and is what the properties are checked on with plain loops, not with the indexes.
 */

const services = [
  testService('sales'),
  testService('care', { skillsets: ['care', 'sales'], wrapUpMs: 0, declineBackoffMs: 0 }),
  testService('tech', {
    skillsets: ['tech', 'care'],
    ringMs: 5_000,
    connectMs: 30_000,
    graceMs: 5_000,
    wrapUpMs: 5_000,
    declineBackoffMs: 60_000,
  }),
];
const agents = [
  testAgent('ada', ['sales']),
  testAgent('bea', ['sales', 'care']),
  testAgent('cyd', ['care', 'tech']),
  testAgent('dan', ['tech']),
];
const agentIds = agents.map(({ id }) => id);

/** What a step does; `n` and `m` choose the target among what is there. */
const kinds = {
  create: 8,
  customerUp: 10,
  customerLost: 4,
  customerFailed: 1,
  agentUp: 10,
  agentLost: 4,
  agentFailed: 1,
  strayLeg: 2,
  measured: 1,
  leave: 3,
  answer: 10,
  accept: 6,
  decline: 3,
  hold: 4,
  resume: 8,
  hangUp: 3,
  note: 2,
  finish: 3,
  link: 1,
  rate: 3,
  connect: 8,
  disconnect: 3,
  ready: 12,
  pause: 3,
  signOut: 2,
  configureAgent: 2,
  removeAgent: 1,
  configureService: 2,
  removeService: 1,
  wait: 10,
  jump: 2,
  early: 1,
  restart: 1,
  reload: 1,
  forget: 1,
} as const;
type Kind = keyof typeof kinds;

interface Step {
  readonly kind: Kind;
  readonly n: number;
  readonly m: number;
  readonly ms: number;
}

const steps = fc.array(
  fc.record({
    kind: fc.oneof(...(Object.entries(kinds) as [Kind, number][]).map(([kind, weight]) => ({ weight, arbitrary: fc.constant(kind) }))),
    n: fc.nat(1_000),
    m: fc.nat(1_000),
    ms: fc.constantFrom(0, 0, 1, 100, 999, 5_000, 10_000, 20_000, 60_000, 300_000),
  }),
  { minLength: 20, maxLength: 150, size: 'max' },
);

const at = <T>(list: readonly T[], n: number): T | undefined => (list.length === 0 ? undefined : list[n % list.length]);
const jsonOf = (world: World): string => JSON.stringify(saveWorld(world));

/** Who comes first: returned customers, then by arrival; the id only decides between customers of the same millisecond. */
const inLine = (a: Interaction, b: Interaction): number => {
  const front = ({ phase }: Interaction): boolean => phase.kind === 'queued' && phase.front;
  if (front(a) !== front(b)) return front(a) ? -1 : 1;
  if (a.arrivedAt !== b.arrivedAt) return a.arrivedAt < b.arrivedAt ? -1 : 1;
  return a.id === b.id ? 0 : a.id < b.id ? -1 : 1;
};

class Model {
  world = createWorld();
  /** Folds events only. */
  shadow = createWorld();
  readonly log: NewEvent[] = [];
  readonly seen: Record<string, number> = {};
  now = 1_000_000;
  #created = 0;

  send(request: CommandRequest): void {
    const command = { ...request, at: this.now } as Command;
    const before = jsonOf(this.world);
    let events: NewEvent[];
    try {
      events = handle(this.world, command);
    } catch (error) {
      if (!(error instanceof CentralinoError)) throw error;
      expect(jsonOf(this.world), `${command.type} was refused`).toBe(before);
      this.seen[`refused ${error.code}`] = 1;
      return;
    }
    for (const event of events) {
      this.#checkEvent(event, command);
      evolve(this.shadow, event);
      this.#checkExclusive();
      this.log.push(event);
      this.seen[event.type] = (this.seen[event.type] ?? 0) + 1;
      if (event.type === 'segment.finished') this.seen[event.data.outcome] = 1;
      if (event.type === 'interaction.closed') this.seen[`closed ${event.data.reason}`] = 1;
    }
    // Compared as text first: a thousand times quicker than the deep comparison that shows where they differ.
    if (jsonOf(this.shadow) !== jsonOf(this.world)) expect(saveWorld(this.shadow)).toEqual(saveWorld(this.world));
    this.#checkSettled();
  }

  /** Time passes; every deadline is told at its moment. */
  wait(ms: number): void {
    const until = this.now + ms;
    let rounds = 0;
    for (let next = nextDeadlineAt(this.world); next !== null && next <= until; next = nextDeadlineAt(this.world)) {
      this.now = Math.max(this.now, next);
      this.tellDue();
      expect((rounds += 1)).toBeLessThan(1_000);
    }
    this.now = until;
  }

  tellDue(): void {
    let rounds = 0;
    for (let due = dueStreams(this.world, this.now); due.length > 0; due = dueStreams(this.world, this.now)) {
      for (const stream of due) this.send({ type: 'deadline.reached', stream });
      expect((rounds += 1)).toBeLessThan(100);
    }
  }

  do({ kind, n, m, ms }: Step): void {
    const all = [...this.world.interactions.values()];
    const open = all.filter(({ phase }) => phase.kind !== 'closed');
    // Mostly something that is going on, now and then something that is over or does not exist.
    const interaction = m % 10 === 0 ? at(all, n) : (at(open, n) ?? at(all, n));
    const interactionId = interaction?.id ?? 'nobody';
    const busy = open.filter((one) => openSegment(one) !== null);
    const held = kind === 'resume' ? busy.find((one) => openSegment(one)?.state.kind === 'online') : undefined;
    const target = (m % 10 === 0 ? interaction : (held ?? at(busy, n))) ?? interaction;
    const segment = target?.segments.at(-1);
    const part = {
      interactionId: target?.id ?? 'nobody',
      segmentId: segment?.id ?? 'nobody.1',
      agentId: m % 20 === 1 ? (at(agentIds, m) ?? 'nobody') : (segment?.agentId ?? 'nobody'),
    };
    const agentLeg = { interactionId: part.interactionId, legId: agentLegIdOf(part.segmentId) };
    const customerLeg = { interactionId, legId: customerLegIdOf(interactionId) };
    const agentId = at(agentIds, n) ?? 'nobody';
    const presence = (kindOf: 'ready' | 'loggedOut'): void =>
      this.send({ type: 'agent.setPresence', agentId, presence: { kind: kindOf }, by: 'agent' });
    switch (kind) {
      case 'create': {
        if (open.length >= 8) return;
        const id = m % 15 === 0 ? interactionId : `i${(this.#created += 1)}`;
        const customer = { name: null, contactId: null, answers: [] };
        const service = at(services, n)?.code ?? '';
        this.send({
          type: 'interaction.create',
          interactionId: id,
          service,
          channel: m % 13 === 0 ? 'chat' : 'video',
          language: 'it',
          customer,
        });
        if (m % 3 !== 0) this.send({ type: 'leg.connected', interactionId: id, legId: customerLegIdOf(id) });
        return;
      }
      case 'customerUp':
        return this.send({ type: 'leg.connected', ...customerLeg });
      case 'customerLost':
        return this.send({ type: 'leg.lost', ...customerLeg, cause: 'noMedia' });
      case 'customerFailed':
        return this.send({ type: 'leg.failed', ...customerLeg, cause: 'refused' });
      case 'agentUp':
        return this.send({ type: 'leg.connected', ...agentLeg });
      case 'agentLost':
        return this.send({ type: 'leg.lost', ...agentLeg, cause: 'noMedia' });
      case 'agentFailed':
        return this.send({ type: 'leg.failed', ...agentLeg, cause: 'noDevice' });
      case 'strayLeg':
        return this.send({ type: 'leg.connected', interactionId, legId: `${interactionId}.${m % 4}.a` });
      case 'measured':
        return this.send({ type: 'leg.measured', ...agentLeg, stats: testStats });
      case 'leave':
        return this.send({ type: 'interaction.leave', interactionId });
      case 'answer':
        this.send({ type: 'segment.accept', ...part });
        this.send({ type: 'leg.connected', ...agentLeg });
        return;
      case 'accept':
      case 'decline':
      case 'hold':
      case 'resume':
      case 'hangUp':
      case 'finish':
        return this.send({ type: `segment.${kind}`, ...part });
      case 'note':
        return this.send({ type: 'segment.note', ...part, note: `note ${m}` });
      case 'link':
        return this.send({
          type: 'interaction.linkContact',
          interactionId,
          contactId: `contact${m}`,
          name: m % 2 === 0 ? 'Eva' : null,
          by: null,
        });
      case 'rate':
        return this.send({ type: 'interaction.rate', interactionId: at(all, n)?.id ?? 'nobody', rating: 1 + (m % 5), comment: null });
      case 'connect':
        return this.send({ type: 'agent.connect', agentId });
      case 'disconnect':
        return this.send({ type: 'agent.disconnect', agentId });
      case 'ready':
        return presence('ready');
      case 'signOut':
        return presence('loggedOut');
      case 'pause':
        return this.send({ type: 'agent.setPresence', agentId, presence: { kind: 'paused', reason: 'break' }, by: 'supervisor' });
      case 'configureAgent': {
        const agent = at(agents, n);
        if (agent === undefined) return;
        const skills = m % 2 === 0 ? agent.skills : (at(agents, m)?.skills ?? []);
        return this.send({ type: 'agent.configure', agent: { ...agent, skills } });
      }
      case 'removeAgent':
        return this.send({ type: 'agent.remove', agentId });
      case 'configureService': {
        const service = at(services, n);
        if (service === undefined) return;
        const skillsets = m % 2 === 0 ? service.skillsets : (at(services, m)?.skillsets ?? []);
        return this.send({ type: 'service.configure', service: { ...service, skillsets } });
      }
      case 'removeService':
        return this.send({ type: 'service.remove', code: at(services, n)?.code ?? '' });
      case 'wait':
        return this.wait(ms);
      case 'jump':
        // The engine is late: commands may come before the deadlines that are due.
        this.now += ms;
        return;
      case 'early':
        return this.send({ type: 'deadline.reached', stream: `interaction:${interactionId}` });
      case 'restart':
        this.world = loadWorld(JSON.parse(jsonOf(this.world)));
        this.now += ms;
        return this.send({ type: 'engine.started' });
      case 'reload':
        this.world = loadWorld(JSON.parse(jsonOf(this.world)));
        return;
      case 'forget':
        this.wait(700_000);
        for (const id of forgettable(this.world, this.now)) {
          expect(this.world.interactions.get(id)?.phase.kind).toBe('closed');
          forget(this.world, id);
          forget(this.shadow, id);
        }
    }
  }

  /** Every line breaks, nobody acts any more: two hours later everything must be over. */
  end(): void {
    for (const id of [...this.world.open]) {
      this.send({ type: 'leg.lost', interactionId: id, legId: customerLegIdOf(id), cause: 'noMedia' });
    }
    this.wait(7_200_000);
    expect([...this.world.open]).toEqual([]);
    for (const { id } of listAgents(this.world)) expect(agentView(this.world, id)?.activity).toBe('idle');
    for (const { code } of listServices(this.world)) expect(queueOf(this.world, code)).toEqual([]);
  }

  // ── what is checked before an event is folded ───────────────────────────────────────────────────────────────────────────

  #checkEvent(event: NewEvent, command: Command): void {
    eventData[event.type].parse(event.data);
    expect(event.at).toBe(command.at);
    const id = event.stream.slice(event.stream.indexOf(':') + 1);
    if (event.stream.startsWith('service:')) return;
    if (event.stream.startsWith('agent:')) {
      if (event.type !== 'agent.configured') expect(this.shadow.agents.get(id)?.removed).toBe(false);
      return;
    }
    if (event.type === 'interaction.created') {
      expect(this.shadow.interactions.has(id)).toBe(false);
      expect(this.shadow.services.get(event.data.service)?.removed).toBe(false);
      return;
    }
    const interaction = this.shadow.interactions.get(id);
    if (interaction === undefined) throw new Error(`${event.type} of an interaction that does not exist`);
    if (event.type.startsWith('segment.')) this.#checkSegmentEvent(interaction, event);
    this.#checkNotDropped(interaction, event, command);
    if (event.type === 'segment.offered') this.#checkOffer(interaction, event);
  }

  #checkSegmentEvent(interaction: Interaction, event: NewEvent): void {
    if (!('segmentId' in event.data)) return;
    const { segmentId, agentId } = event.data;
    if (event.type === 'segment.offered') {
      expect(openSegment(interaction)).toBeNull();
      return;
    }
    expect(interaction.segments.find((segment) => segment.id === segmentId)?.agentId).toBe(agentId);
    if (event.type !== 'segment.noted') expect(openSegment(interaction)?.id).toBe(segmentId);
  }

  /** Nobody whose line is up is dropped but by their own act, or by the agent who talked with them. */
  #checkNotDropped(interaction: Interaction, event: NewEvent, command: Command): void {
    if (interaction.leg.kind !== 'connected') return;
    const failed = command.type === 'leg.failed' && command.legId === customerLegIdOf(interaction.id);
    if (event.type === 'interaction.closed') expect(command.type === 'interaction.leave' || failed).toBe(true);
    if (event.type === 'segment.wrapping') {
      expect(['interaction.leave', 'segment.hangUp'].includes(command.type) || failed).toBe(true);
      expect(openSegment(interaction)?.state.kind).toBe('online');
    }
  }

  /** Agents of one of these skillsets who could be offered something, by plain looking. */
  #freeAgents(skillsets: readonly string[]): string[] {
    return [...this.shadow.agents.values()]
      .filter(
        (agent) =>
          !agent.removed &&
          agent.presence.kind === 'ready' &&
          agent.connection.kind === 'connected' &&
          agent.config.skills.some(({ skillset }) => skillsets.includes(skillset)) &&
          ![...this.shadow.interactions.values()].some((one) => openSegment(one)?.agentId === agent.config.id),
      )
      .map(({ config }) => config.id);
  }

  #checkOffer(interaction: Interaction, event: Extract<NewEvent, { type: 'segment.offered' }>): void {
    const { agentId, why, until } = event.data;
    const agent = this.shadow.agents.get(agentId);
    const skillsets = this.shadow.services.get(interaction.service)?.config.skillsets ?? [];
    if (agent === undefined) throw new Error(`offered to ${agentId}, who does not exist`);
    expect(isOfferable(interaction)).toBe(true);
    expect(until).toBeGreaterThan(event.at);
    // The first skillset that has anybody; in it, who is idle the longest.
    const allowed = (skillset: string): string[] => this.#freeAgents([skillset]).filter((id) => !isAvoiding(interaction, id, event.at));
    expect(why.skillset).toBe(skillsets.find((skillset) => allowed(skillset).length > 0));
    const candidates = allowed(why.skillset);
    expect(candidates).toContain(agentId);
    expect(why.candidates).toBe(candidates.length);
    const idleTimes = candidates.map((id) => this.shadow.agents.get(id)?.idleSince ?? 0);
    expect(agent.idleSince).toBe(Math.min(...idleTimes));
    // Nobody before them in line could have had this agent: other than those who avoid this agent now, or whose line is lost.
    for (const other of this.shadow.interactions.values()) {
      if (!isOfferable(other) || isAvoiding(other, agentId, event.at)) continue;
      const others = this.shadow.services.get(other.service)?.config.skillsets ?? [];
      if (!agent.config.skills.some(({ skillset }) => others.includes(skillset))) continue;
      expect(inLine(interaction, other), `${interaction.id} overtook ${other.id}`).toBeLessThanOrEqual(0);
    }
  }

  // ── what holds after each event, and after each command ─────────────────────────────────────────────────────────────────

  #checkExclusive(): void {
    const work = new Map<string, number>();
    for (const interaction of this.shadow.interactions.values()) {
      const open = interaction.segments.filter(({ state }) => state.kind !== 'finished');
      expect(open.length).toBeLessThanOrEqual(1);
      for (const { agentId } of open) work.set(agentId, (work.get(agentId) ?? 0) + 1);
    }
    for (const [agentId, count] of work) expect(count, `load of ${agentId}`).toBe(1);
  }

  #checkSettled(): void {
    const { world } = this;
    for (const interaction of world.interactions.values()) this.#checkInteraction(interaction);
    for (const { id } of listAgents(world)) {
      const view = AgentView.parse(agentView(world, id));
      const busy = [...world.interactions.values()].some((interaction) => openSegment(interaction)?.agentId === id);
      expect(view.activity !== 'idle').toBe(busy);
    }
    for (const { code, skillsets } of listServices(world)) {
      const status = ServiceStatus.parse(serviceStatus(world, code));
      const queued = [...world.interactions.values()].filter(({ service, phase }) => service === code && phase.kind === 'queued');
      const inOrder = queued.sort((a, b) => inLine(a, b));
      expect(queueOf(world, code)).toEqual(inOrder.map(({ id }) => id));
      inOrder.forEach(({ id }, index) => expect(customerView(world, id)?.position).toBe(index + 1));
      expect(status.longestWaitSince).toBe(queued.length === 0 ? null : Math.min(...queued.map(({ arrivedAt }) => arrivedAt)));
      expect(status.agentsFree).toBe(this.#freeAgents(skillsets).length);
      // Nobody waits while somebody could answer.
      for (const interaction of queued.filter(isOfferable)) {
        const free = this.#freeAgents(skillsets).filter((id) => !isAvoiding(interaction, id, this.now));
        expect(free, `${interaction.id} waits`).toEqual([]);
      }
    }
  }

  #checkInteraction(interaction: Interaction): void {
    const { id, phase, leg } = interaction;
    const view = InteractionView.parse(interactionView(this.world, id));
    CustomerView.parse(customerView(this.world, id));
    const segment = openSegment(interaction);
    const hasDeadline = this.world.deadlines.due(Number.MAX_SAFE_INTEGER).includes(`interaction:${id}`);
    const atQueue = phase.kind === 'queued' && leg.kind === 'connected';
    const talking = phase.kind === 'online' && leg.kind === 'connected' && segment?.leg.kind === 'connected';
    expect(hasDeadline || atQueue || talking || phase.kind === 'closed', `${id} is stuck in ${phase.kind}`).toBe(true);
    expect(segment !== null).toBe(['offered', 'connecting', 'online', 'wrapping'].includes(phase.kind));
    // The media plane is asked for exactly the legs on which media may be offered.
    const { legs, wires } = desiredMedia(this.world, id);
    const known = [customerLegIdOf(id), ...view.segments.map((one) => agentLegIdOf(one.id))];
    expect(legs).toEqual(known.filter((legId) => legOwner(this.world, legId) !== null));
    expect(wires.map(({ sink }) => sink)).toEqual(legs);
  }
}

const play = (list: readonly Step[]): Model => {
  const model = new Model();
  for (const service of services) model.send({ type: 'service.configure', service });
  for (const agent of agents) model.send({ type: 'agent.configure', agent });
  for (const id of agentIds.slice(1)) {
    model.send({ type: 'agent.connect', agentId: id });
    model.send({ type: 'agent.setPresence', agentId: id, presence: { kind: 'ready' }, by: 'agent' });
  }
  for (const step of list) model.do(step);
  return model;
};

describe('whatever happens', () => {
  it('keeps every promise, event by event', () => {
    const seen: Record<string, number> = {};
    fc.assert(
      fc.property(steps, (list) => {
        const model = play(list);
        model.tellDue();
        model.end();
        for (const [name, count] of Object.entries(model.seen)) seen[name] = (seen[name] ?? 0) + count;
      }),
      { numRuns: 150 },
    );
    // The walk must have been everywhere, else the properties say little.
    const missing = Object.keys(eventData).filter((type) => seen[type] === undefined);
    const outcomes = ['completed', 'declined', 'missed', 'withdrawn', 'mediaFailed', 'lost', 'customerLeft'];
    const reasons = ['closed completed', 'closed abandoned', 'closed customerLost', 'closed neverConnected'];
    expect([...missing, ...[...outcomes, ...reasons].filter((name) => seen[name] === undefined)]).toEqual([]);
  }, 300_000);

  it('gives the same state again from the log, and the same decisions from the same state', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const model = play(list.filter(({ kind }) => kind !== 'forget'));
        const replayed = createWorld();
        for (const event of model.log) evolve(replayed, event);
        expect(saveWorld(replayed)).toEqual(saveWorld(model.world));
        const again = play(list.filter(({ kind }) => kind !== 'forget'));
        expect(again.log).toEqual(model.log);
        // A world from the log, from a snapshot, and the one that decided all along go on alike.
        const command: Command = { type: 'engine.started', at: model.now + 1 };
        const loaded = loadWorld(JSON.parse(jsonOf(model.world)));
        const events = handle(model.world, command);
        expect(handle(replayed, command)).toEqual(events);
        expect(handle(loaded, command)).toEqual(events);
      }),
      { numRuns: 40 },
    );
  }, 300_000);
});
