import {
  AgentView,
  CentralinoError,
  ClosedReason,
  CustomerView,
  EndedBy,
  InteractionView,
  QueuedReason,
  SegmentOutcome,
  ServiceStatus,
  TransferFailure,
  agentLegIdOf,
  customerLegIdOf,
  eventData,
} from '@centralino/protocol';
import type { Command, CommandRequest, Disposition, MediaSource, NewEvent, OutcomeConfig, Target } from '@centralino/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { desiredMedia } from './media/desired-media.ts';
import { legOwner } from './media/leg-owner.ts';
import { isAvoiding, isOfferable } from './interaction/interaction.ts';
import type { Interaction } from './interaction/interaction.ts';
import type { Segment } from './segment/segment.ts';
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

const label = { it: '', en: '' };
const outcomes: OutcomeConfig = { required: false, level1: [{ code: 'sold', label, level2: [{ code: 'cash', label }] }] };

const services = [
  testService('sales', { outcomes }),
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
  testAgent('eve', []),
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
  transfer: 12,
  cancelTransfer: 2,
  leaveTransfer: 3,
  consult: 10,
  swap: 4,
  complete: 5,
  cancelConsult: 2,
  conference: 6,
  mute: 2,
  remove: 2,
  makeCall: 6,
  callUp: 6,
  hangUpCall: 2,
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

const stepsOf = (weights: Partial<Record<Kind, number>>, ms: readonly number[]): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.record({
      kind: fc.oneof(...(Object.entries(weights) as [Kind, number][]).map(([kind, weight]) => ({ weight, arbitrary: fc.constant(kind) }))),
      n: fc.nat(1_000),
      m: fc.nat(1_000),
      ms: fc.constantFrom(...ms),
    }),
    { minLength: 20, maxLength: 150, size: 'max' },
  );

/** Anything at any time. */
const anything = stepsOf(kinds, [0, 0, 1, 100, 999, 5_000, 10_000, 20_000, 60_000, 300_000]);

/** A busy day on which agents call each other all the time: gets deep into transfers, consultations and conferences. */
const busyDay = stepsOf(
  {
    ...{ create: 8, answer: 30, accept: 6, agentUp: 6, decline: 5, hangUp: 2, finish: 12, ready: 10, connect: 4, wait: 4, leave: 1 },
    ...{ transfer: 10, cancelTransfer: 3, leaveTransfer: 4, makeCall: 6, callUp: 6, hangUpCall: 1 },
    ...{ consult: 16, swap: 5, complete: 5, conference: 10, cancelConsult: 1, mute: 4, remove: 3, hold: 1, resume: 3 },
    ...{ agentLost: 2, agentFailed: 3, customerLost: 1, customerUp: 3, disconnect: 1, pause: 1, restart: 1, reload: 1 },
  },
  [0, 1, 1_000, 1_000, 5_000, 20_000],
);

const steps = fc.oneof(anything, busyDay);

const at = <T>(list: readonly T[], n: number): T | undefined => (list.length === 0 ? undefined : list[n % list.length]);
const jsonOf = (world: World): string => JSON.stringify(saveWorld(world));

const openOf = (interaction: Interaction): Segment[] => interaction.segments.filter(({ state }) => state.kind !== 'finished');
const liveOf = (interaction: Interaction): Segment[] => openOf(interaction).filter(({ state }) => state.kind !== 'wrapping');
const onlineOf = (interaction: Interaction): Segment[] => interaction.segments.filter(({ state }) => state.kind === 'online');
const heldOf = ({ state }: Segment): boolean => state.kind === 'online' && state.held;
const isOverOf = ({ phase }: Interaction): boolean => phase.kind === 'ended' || phase.kind === 'closed';
/** Neither on hold nor transferring: hears and is heard. */
const inTalk = (segment: Segment): boolean => segment.state.kind === 'online' && !segment.state.held && segment.transfer === null;
const aboutOf = ({ origin }: Interaction) => (origin.kind === 'agent' ? origin.consultFor : null);
const isQueuedFor = (interaction: Interaction): boolean => interaction.phase.kind === 'queued' && interaction.target.kind === 'service';

/** Which parts a step had better be about: else most steps would be refused. */
const suits: Partial<Record<Kind, (segment: Segment) => boolean>> = {
  resume: heldOf,
  hold: inTalk,
  answer: ({ state }) => state.kind === 'offered',
  accept: ({ state }) => state.kind === 'offered',
  decline: ({ state }) => state.kind === 'offered',
  agentFailed: ({ state }) => state.kind === 'accepted',
  agentUp: ({ state }) => state.kind === 'accepted' || state.kind === 'online',
  finish: ({ state }) => state.kind === 'wrapping',
  transfer: ({ state, transfer }) => state.kind === 'online' && transfer === null,
  cancelTransfer: ({ transfer }) => transfer !== null,
  leaveTransfer: ({ transfer }) => transfer !== null,
  consult: ({ state, transfer }) => state.kind === 'online' && transfer === null,
  mute: ({ state }) => state.kind === 'online',
  remove: ({ state }) => state.kind === 'online',
};

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
    const there = this.#customersThere();
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
      if (event.type === 'segment.transferFailed') this.seen[`transferFailed ${event.data.reason}`] = 1;
      if (event.type === 'segment.joined') this.seen[`joined ${event.data.via}`] = 1;
      if (event.type === 'segment.transferred') this.seen[`transferred ${event.data.kind}`] = 1;
      if (event.type === 'interaction.queued') this.seen[`queued ${event.data.reason}`] = 1;
      if (event.type === 'segment.wrapping') this.seen[`wrapping ${event.data.endedBy}`] = 1;
    }
    // Compared as text first: a thousand times quicker than the deep comparison that shows where they differ.
    if (jsonOf(this.shadow) !== jsonOf(this.world)) expect(saveWorld(this.shadow)).toEqual(saveWorld(this.world));
    this.#checkKept(there, command, events);
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
    const parts = open.flatMap((one) => openOf(one).map((segment) => ({ one, segment })));
    const fitting = parts.filter(({ segment }) => suits[kind]?.(segment) ?? true);
    const picked = m % 10 === 0 ? undefined : (at(fitting, n) ?? at(parts, n));
    const target = picked?.one ?? interaction;
    const segment = picked?.segment ?? target?.segments.at(-1);
    const part = {
      interactionId: target?.id ?? 'nobody',
      segmentId: segment?.id ?? 'nobody.1',
      agentId: m % 20 === 1 ? (at(agentIds, m) ?? 'nobody') : (segment?.agentId ?? 'nobody'),
    };
    const agentLeg = { interactionId: part.interactionId, legId: segment?.legId ?? agentLegIdOf(part.segmentId) };
    const customerLeg = { interactionId, legId: customerLegIdOf(interactionId) };
    const agentId = at(agentIds, n) ?? 'nobody';
    const consultations = open.filter((one) => aboutOf(one) !== null);
    const consultation = at(consultations, n) ?? interaction;
    const call = {
      interactionId: consultation?.id ?? 'nobody',
      agentId: consultation?.origin.kind === 'agent' && m % 20 !== 1 ? consultation.origin.agentId : agentId,
    };
    const to = this.#target(m);
    const presence = (kindOf: 'ready' | 'loggedOut'): void =>
      this.send({ type: 'agent.setPresence', agentId, presence: { kind: kindOf }, by: 'agent' });
    switch (kind) {
      case 'create': {
        if (open.length >= 8) return;
        const id = m % 15 === 0 ? interactionId : this.#nextId();
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
      case 'cancelTransfer':
      case 'leaveTransfer':
        return this.send({ type: `segment.${kind}`, ...part });
      case 'finish': {
        const chosen: (Disposition | null)[] = [null, { level1: 'sold', level2: 'cash' }, { level1: 'sold', level2: null }];
        return this.send({ type: 'segment.finish', ...part, outcome: chosen[m % 3] ?? null });
      }
      case 'transfer':
        return this.send({ type: 'segment.transfer', ...part, to });
      case 'consult':
        return this.send({ type: 'segment.consult', ...part, consultationId: m % 15 === 0 ? interactionId : this.#nextId(), to });
      case 'swap':
      case 'complete':
      case 'conference':
        return this.send({ type: `consult.${kind}`, ...call });
      case 'cancelConsult':
        return this.send({ type: 'consult.cancel', ...call });
      case 'mute':
      case 'remove': {
        // Mostly by a colleague of the same talk.
        const by = at(target === undefined ? [] : onlineOf(target), m)?.agentId ?? part.agentId;
        if (kind === 'remove') return this.send({ type: 'segment.remove', ...part, agentId: by });
        return this.send({ type: 'segment.mute', ...part, agentId: by, muted: m % 3 !== 0 });
      }
      case 'makeCall': {
        const id = this.#nextId();
        const service = m % 4 === 1 ? (at(services, n)?.code ?? null) : null;
        this.send({ type: 'call.make', interactionId: id, agentId, to, service, channel: 'video', language: 'it' });
        if (m % 2 === 0) this.send({ type: 'leg.connected', interactionId: id, legId: customerLegIdOf(id) });
        return;
      }
      case 'callUp': {
        const id = open.find(({ origin, phase }) => origin.kind === 'agent' && phase.kind === 'new')?.id ?? interactionId;
        return this.send({ type: 'leg.connected', interactionId: id, legId: customerLegIdOf(id) });
      }
      case 'hangUpCall': {
        const own = at(
          open.filter(({ origin }) => origin.kind === 'agent'),
          n,
        );
        const by = own?.origin.kind === 'agent' && m % 20 !== 1 ? own.origin.agentId : agentId;
        return this.send({ type: 'call.hangUp', interactionId: own?.id ?? interactionId, agentId: by });
      }
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

  #nextId(): string {
    return `i${(this.#created += 1)}`;
  }

  /** Mostly an agent, mostly one who is free; now and then a service or a number. */
  #target(m: number): Target {
    if (m % 11 === 0) return { kind: 'number', number: '+39061234567' };
    if (m % 4 === 0) return { kind: 'service', code: at(services, m)?.code ?? '' };
    const free = agentIds.filter((id) => !this.#isBusy(this.world, id));
    return { kind: 'agent', agentId: m % 17 === 0 ? 'nobody' : (at(m % 3 === 0 ? agentIds : free, m) ?? agentIds[0] ?? '') };
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
      if (event.data.service !== 'direct') expect(this.shadow.services.get(event.data.service)?.removed).toBe(false);
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
    const segment = interaction.segments.find(({ id }) => id === segmentId);
    if (event.type === 'segment.offered') {
      expect(segment).toBeUndefined();
      // Only a blind transfer rings while somebody is still in the talk.
      const from = interaction.segments.find(({ transfer }) => transfer?.segmentId === segmentId);
      expect(event.data.transferFrom).toBe(from?.id);
      if (from === undefined) expect(liveOf(interaction)).toEqual([]);
      return;
    }
    if (event.type === 'segment.joined') {
      const { from, legId } = event.data;
      const there = this.shadow.interactions.get(from.interactionId);
      const before = there?.segments.find(({ id }) => id === from.segmentId);
      expect(segment).toBeUndefined();
      expect(before).toMatchObject({ agentId, legId, state: { kind: 'finished', outcome: 'merged' } });
      expect(there?.phase).toEqual({ kind: 'closed', reason: 'merged' });
      return;
    }
    expect(segment?.agentId).toBe(agentId);
    // What became of a transfer is told also of who is gone.
    const late = ['segment.noted', 'segment.transferred', 'segment.transferFailed'].includes(event.type);
    if (!late) expect(segment?.state.kind).not.toBe('finished');
  }

  /** Nobody whose line is up is dropped but by their own act, or by the agent who talked with them. */
  #checkNotDropped(interaction: Interaction, event: NewEvent, command: Command): void {
    if (interaction.leg.kind !== 'connected') return;
    const failed = command.type === 'leg.failed' && command.legId === customerLegIdOf(interaction.id);
    const left = command.type === 'interaction.leave' || command.type === 'call.hangUp' || failed;
    const isCustomer = interaction.origin.kind === 'customer';
    if (event.type === 'interaction.closed' || event.type === 'interaction.ended') {
      // Who calls one agent is told when that fails; a customer is never sent away.
      if (isCustomer) expect(left, event.data.reason).toBe(true);
      return;
    }
    if (event.type !== 'segment.wrapping') return;
    const segment = interaction.segments.find(({ id }) => id === event.data.segmentId);
    expect(segment?.state.kind).toBe('online');
    switch (event.data.endedBy) {
      case 'agent':
        expect(command).toMatchObject({ type: 'segment.hangUp', segmentId: segment?.id });
        return;
      case 'customer':
      case 'customerLost':
        // A consultation ends by what its agent does, and with the talk that it is about.
        if (aboutOf(interaction) === null) expect(left).toBe(true);
        return;
      case 'removed':
        expect(command).toMatchObject({ type: 'segment.remove', segmentId: segment?.id });
        expect(onlineOf(interaction).length).toBeGreaterThan(1);
        return;
      case 'transferred':
        expect(['segment.transfer', 'segment.leaveTransfer', 'segment.hangUp', 'consult.complete', 'leg.connected']).toContain(
          command.type,
        );
    }
  }

  /** Customers whose line is up and whose talk is not over. */
  #customersThere(): string[] {
    return [...this.world.interactions.values()]
      .filter((one) => one.origin.kind === 'customer' && one.leg.kind === 'connected' && !isOverOf(one))
      .map(({ id }) => id);
  }

  /** A customer who was there is still there, or hung up, or was hung up on by the last agent of their talk. */
  #checkKept(there: readonly string[], command: Command, events: readonly NewEvent[]): void {
    for (const id of there) {
      const interaction = this.world.interactions.get(id);
      if (interaction === undefined || !isOverOf(interaction)) continue;
      const ended = 'interactionId' in command && command.interactionId === id ? command.type : 'nothing of theirs';
      expect(['interaction.leave', 'leg.failed', 'segment.hangUp'], `${id} was lost by ${command.type}`).toContain(ended);
      if (command.type === 'leg.failed') expect(command.legId).toBe(customerLegIdOf(id));
    }
    // A transfer that failed has brought the customer back to somebody, or to the front.
    for (const event of events) {
      if (event.type !== 'segment.transferFailed' || event.data.reason === 'customerLeft') continue;
      const interaction = this.world.interactions.get(event.stream.slice('interaction:'.length));
      if (interaction?.origin.kind !== 'customer') continue;
      const front = events.some((one) => one.stream === event.stream && one.type === 'interaction.queued' && one.data.front);
      expect(onlineOf(interaction).length > 0 || front || isOverOf(interaction), `${interaction.id} after a failed transfer`).toBe(true);
      if (isOverOf(interaction)) expect(there).not.toContain(interaction.id);
    }
  }

  /** Occupied: with a part that is not finished, or as the one who calls. */
  #isBusy(world: World, agentId: string): boolean {
    return [...world.interactions.values()].some(
      (one) =>
        openOf(one).some((segment) => segment.agentId === agentId) ||
        (one.origin.kind === 'agent' && one.origin.agentId === agentId && !isOverOf(one)),
    );
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
          !this.#isBusy(this.shadow, agent.config.id),
      )
      .map(({ config }) => config.id);
  }

  #checkOffer(interaction: Interaction, event: Extract<NewEvent, { type: 'segment.offered' }>): void {
    const { agentId, why, until } = event.data;
    const agent = this.shadow.agents.get(agentId);
    const skillsets = this.shadow.services.get(interaction.service)?.config.skillsets ?? [];
    if (agent === undefined) throw new Error(`offered to ${agentId}, who does not exist`);
    expect(until).toBeGreaterThan(event.at);
    if (why.strategy === 'direct') {
      expect(agent).toMatchObject({ removed: false, connection: { kind: 'connected' } });
      expect(agent.presence.kind).not.toBe('loggedOut');
      expect(this.#isBusy(this.shadow, agentId)).toBe(false);
      expect(why.by).not.toBe(agentId);
      return;
    }
    expect(interaction.target.kind).toBe('service');
    expect(isOfferable(interaction)).toBe(true);
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
    const work = new Map<string, { open: number; attention: number }>();
    const legs = new Set<string>();
    const count = (agentId: string, open: number, attention: number): void => {
      const one = work.get(agentId) ?? { open: 0, attention: 0 };
      work.set(agentId, { open: one.open + open, attention: one.attention + attention });
    };
    for (const interaction of this.shadow.interactions.values()) {
      const ringing = liveOf(interaction).filter(({ state }) => state.kind !== 'online');
      expect(ringing.length, `${interaction.id} is offered to`).toBeLessThanOrEqual(1);
      for (const { agentId } of openOf(interaction)) count(agentId, 1, 0);
      for (const { agentId, legId } of liveOf(interaction)) {
        count(agentId, 0, 1);
        expect(legs.has(legId), `${legId} is in two talks`).toBe(false);
        legs.add(legId);
      }
      const { origin } = interaction;
      if (origin.kind === 'agent' && origin.consultFor === null && !isOverOf(interaction)) count(origin.agentId, 0, 1);
    }
    for (const [agentId, { open, attention }] of work) {
      expect(open, `open parts of ${agentId}`).toBeLessThanOrEqual(1);
      expect(attention, `what ${agentId} talks in or rings for`).toBeLessThanOrEqual(1);
    }
  }

  #checkSettled(): void {
    const { world } = this;
    for (const interaction of world.interactions.values()) this.#checkInteraction(interaction);
    this.#checkConsultations();
    this.#checkHearing();
    for (const { id } of listAgents(world)) {
      const view = AgentView.parse(agentView(world, id));
      expect(view.activity !== 'idle').toBe(this.#isBusy(world, id));
    }
    for (const { code, skillsets } of listServices(world)) {
      const status = ServiceStatus.parse(serviceStatus(world, code));
      const queued = [...world.interactions.values()].filter((one) => one.service === code && isQueuedFor(one));
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
    const live = liveOf(interaction);
    const hasDeadline = this.world.deadlines.due(Number.MAX_SAFE_INTEGER).includes(`interaction:${id}`);
    const atQueue = isQueuedFor(interaction) && leg.kind === 'connected';
    const talking =
      phase.kind === 'online' && leg.kind === 'connected' && onlineOf(interaction).every((one) => one.leg.kind === 'connected');
    expect(hasDeadline || atQueue || talking || phase.kind === 'closed', `${id} is stuck in ${phase.kind}`).toBe(true);
    const states = live.map(({ state }) => state.kind);
    const expected = states.includes('online')
      ? 'online'
      : states.includes('accepted')
        ? 'connecting'
        : states.includes('offered')
          ? 'offered'
          : null;
    if (expected === null) expect(['new', 'queued', 'ended', 'closed']).toContain(phase.kind);
    else expect(phase.kind).toBe(expected);
    if (phase.kind === 'ended') expect(openOf(interaction)).not.toEqual([]);
    if (phase.kind === 'closed') expect(openOf(interaction)).toEqual([]);
    // A transfer is known on both sides for as long as it rings.
    for (const { transfer } of interaction.segments) {
      if (transfer !== null)
        expect(['offered', 'accepted']).toContain(interaction.segments.find((one) => one.id === transfer.segmentId)?.state.kind);
    }
    for (const one of live) {
      if (one.transferFrom === null || one.state.kind === 'online') continue;
      expect(interaction.segments.find(({ id: from }) => from === one.transferFrom)?.transfer?.segmentId).toBe(one.id);
    }
    // The media plane is asked for exactly the legs on which media may be offered.
    const { legs, wires } = desiredMedia(this.world, id);
    const known = [customerLegIdOf(id), ...view.segments.map(({ legId }) => legId)];
    expect(legs).toEqual(known.filter((legId) => legOwner(this.world, legId)?.interactionId === id));
    expect(wires.map(({ sink }) => sink)).toEqual(legs);
  }

  /** A consultation never outlives the part of the talk that it is about; of the two, exactly one is on hold. */
  #checkConsultations(): void {
    const parts = new Set<string>();
    for (const interaction of this.world.interactions.values()) {
      const about = aboutOf(interaction);
      if (about === null || isOverOf(interaction)) continue;
      const main = this.world.interactions.get(about.interactionId);
      const segment = main?.segments.find(({ id }) => id === about.segmentId);
      expect(segment?.state.kind, `what ${interaction.id} is about`).toBe('online');
      expect(segment?.transfer).toBeNull();
      expect(parts.has(about.segmentId)).toBe(false);
      parts.add(about.segmentId);
      expect(interactionView(this.world, about.interactionId)?.consultations).toContain(interaction.id);
      for (const talk of onlineOf(interaction)) expect(heldOf(talk)).toBe(segment === undefined || !heldOf(segment));
    }
  }

  /** Everybody hears exactly those who are in the talk with them, are up and not muted; never themselves. */
  #checkHearing(): void {
    const { world } = this;
    const hears = new Map<string, string[]>();
    const legsOf = (source: MediaSource): string[] =>
      source === null ? [] : 'leg' in source ? [source.leg] : 'mix' in source ? source.mix : [];
    for (const { id } of world.interactions.values()) {
      for (const { sink, source } of desiredMedia(world, id).wires) {
        expect(hears.has(sink), `${sink} is wired twice`).toBe(false);
        hears.set(sink, legsOf(source));
      }
    }
    const expected = new Map([...hears.keys()].map((sink) => [sink, [] as string[]]));
    for (const interaction of world.interactions.values()) {
      if (isOverOf(interaction)) continue;
      const about = aboutOf(interaction);
      const consulting = world.interactions.get(about?.interactionId ?? '')?.segments.find(({ id }) => id === about?.segmentId);
      const talkers = onlineOf(interaction).filter(inTalk);
      const parties = [
        about === null
          ? { legId: customerLegIdOf(interaction.id), up: interaction.leg.kind === 'connected', muted: false }
          : { legId: consulting?.legId ?? '', up: consulting?.leg.kind === 'connected', muted: false },
        ...talkers.map(({ legId, leg, muted }) => ({ legId, up: leg.kind === 'connected', muted })),
      ];
      if (talkers.length === 0) continue;
      for (const party of parties) {
        const others = parties.filter((other) => other !== party && other.up && !other.muted);
        expected.get(party.legId)?.push(...others.map(({ legId }) => legId));
      }
    }
    expect(hears).toEqual(expected);
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
    // The walk must have been everywhere, else the properties say little. Some places are rare: then it goes on.
    const places = [
      ...Object.keys(eventData),
      ...SegmentOutcome.options,
      ...ClosedReason.options.map((reason) => `closed ${reason}`),
      ...TransferFailure.options.map((reason) => `transferFailed ${reason}`),
      ...QueuedReason.options.map((reason) => `queued ${reason}`),
      ...EndedBy.options.map((by) => `wrapping ${by}`),
      ...['joined transfer', 'joined conference', 'transferred blind', 'transferred consultation'],
    ];
    const missing = (): string[] => places.filter((name) => seen[name] === undefined);
    for (let round = 0; round < 12 && (round === 0 || missing().length > 0); round += 1) {
      fc.assert(
        fc.property(steps, (list) => {
          const model = play(list);
          model.tellDue();
          model.end();
          for (const [name, count] of Object.entries(model.seen)) seen[name] = (seen[name] ?? 0) + count;
        }),
        { numRuns: 150 },
      );
    }
    expect(missing()).toEqual([]);
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
