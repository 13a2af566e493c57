import {
  agentLegIdOf,
  CentralinoError,
  customerLegIdOf,
  directServiceCode,
  segmentIdOf,
  type AgentView,
  type CallFailure,
  type Channel,
  type EventData,
  type EventType,
  type FormAnswer,
  type InteractionView,
  type SegmentOutcome,
  type SegmentView,
  type Target,
} from '@centralino/protocol';
import { randomUUID } from 'node:crypto';

export const fakeAgentId = 'agent-1';

/** Whom the agent can call. */
export const fakeColleagues = [
  { agentId: 'agent-2', username: 'op2', name: 'Operatore 2' },
  { agentId: 'agent-3', username: 'op3', name: 'Operatore 3' },
] as const;
const fakeServices = [
  { code: 'customercare', name: 'Customer Care' },
  { code: 'sales', name: 'Sales' },
] as const;

const direct = { code: directServiceCode, name: 'Direct call' };

export interface RingOptions {
  name?: string;
  channel?: Channel;
  answers?: FormAnswer[];
  contactId?: string;
  waitedMs?: number;
  /** A colleague (op2) calls: by hand, about a talk of theirs, or hands a customer over. */
  by?: 'call' | 'consultation' | 'transfer';
}

/**
 * The calls of one agent, as far as a desk can see them: what follows what when they answer, transfer, consult and confer, and in which
 * order it is told. Colleagues do what the test says.
 */
export class FakeCalls {
  readonly open = new Map<string, InteractionView>();
  readonly past: InteractionView[] = [];
  wrapUpMs = 60_000;
  ringMs = 20_000;
  readonly #tell: <T extends EventType>(type: T, interaction: InteractionView, data: EventData<T>) => void;

  constructor(tell: <T extends EventType>(type: T, interaction: InteractionView, data: EventData<T>) => void) {
    this.#tell = tell;
  }

  /** What the agent does now. */
  get activity(): AgentView['activity'] {
    const open = [...this.open.values()];
    const states = open.flatMap(({ segments }) => segments.filter(({ agentId }) => agentId === fakeAgentId).map(({ state }) => state));
    const calls = open.filter(({ origin, state }) => origin.kind === 'agent' && origin.agentId === fakeAgentId && state !== 'wrapping');
    if (states.includes('online') || calls.some(({ state }) => state === 'online')) return 'talking';
    if (calls.length > 0) return 'calling';
    if (states.includes('accepted')) return 'connecting';
    if (states.includes('offered')) return 'ringing';
    return states.includes('wrapping') ? 'wrapping' : 'idle';
  }

  get(id: string): InteractionView {
    const interaction = this.open.get(id);
    if (interaction === undefined) throw new CentralinoError('interaction.unknown', id);
    return interaction;
  }

  /** This agent's part, or the newest of a colleague's. */
  segmentOf(id: string, agentId: string = fakeAgentId): SegmentView {
    const segment = this.get(id).segments.findLast((one) => one.agentId === agentId && one.state !== 'finished');
    if (segment === undefined) throw new CentralinoError('segment.unknown', id);
    return segment;
  }

  /** Of a colleague, in whatever state that is not over. */
  #colleague(id: string): SegmentView {
    const segment = this.get(id).segments.findLast((one) => one.agentId !== fakeAgentId && one.state !== 'finished');
    if (segment === undefined) throw new CentralinoError('segment.unknown', id);
    return segment;
  }

  ring(options: RingOptions = {}): string {
    const { by } = options;
    const id = this.#arrive(options);
    const me = { agentId: fakeAgentId, name: 'Operatore 1' };
    if (by === 'transfer') {
      const [op2] = fakeColleagues;
      this.#change(id, (view) => view.segments.push({ ...this.#segment(view, op2, false), state: 'online', onlineAt: Date.now() }));
      this.#offer(id, me, true, this.#colleague(id).id);
    } else this.#offer(id, me, by !== undefined);
    return id;
  }

  #arrive(options: RingOptions): string {
    const now = Date.now();
    const id = randomUUID();
    const { by } = options;
    const [op2] = fakeColleagues;
    const called = by === 'call' || by === 'consultation';
    this.open.set(id, {
      id,
      service: called ? direct : fakeServices[0],
      channel: options.channel ?? 'webcall',
      language: 'en',
      origin: called
        ? {
            kind: 'agent',
            agentId: op2.agentId,
            agentName: op2.name,
            consultFor: by === 'consultation' ? { interactionId: 'main', segmentId: 'main.1' } : null,
          }
        : { kind: 'customer' },
      target: called ? { kind: 'agent', agentId: fakeAgentId } : { kind: 'service', code: 'customercare' },
      targetName: called ? 'Operatore 1' : fakeServices[0].name,
      consultations: [],
      state: 'offered',
      arrivedAt: now - (options.waitedMs ?? 12_000),
      since: now,
      queuedReason: 'arrived',
      closedReason: null,
      customer: {
        name: by === 'call' ? op2.name : (options.name ?? null),
        contactId: options.contactId ?? null,
        answers: options.answers ?? [],
      },
      customerLeg: { id: customerLegIdOf(id), state: 'connected', until: null },
      segments: [],
      supervisors: [],
      rating: null,
      recordings: [],
      callData: [],
    });
    return id;
  }

  /** The agent's leg carries media: they talk. */
  online(id: string): void {
    const view = this.open.get(id);
    if (view === undefined) return;
    if (view.origin.kind === 'agent' && view.origin.agentId === fakeAgentId) return this.#callerIsUp(id);
    const segment = this.segmentOf(id);
    if (segment.state === 'accepted') this.#talk(id, segment.id);
    else this.#leg(id, segment.id);
  }

  accept(id: string): void {
    const segment = this.segmentOf(id);
    if (segment.state !== 'offered') throw new CentralinoError('segment.state');
    const until = Date.now() + 10_000;
    this.#segmentIs(id, segment.id, { state: 'accepted', acceptedAt: Date.now(), until }, 'connecting');
    this.#say('segment.accepted', id, { segmentId: segment.id, agentId: segment.agentId, until });
  }

  hold(id: string, held: boolean): void {
    const segment = this.segmentOf(id);
    const consultation = this.#consultationOf(id);
    if (consultation === null) this.#held(id, segment, held);
    else this.swap(consultation.id);
  }

  note(id: string, note: string): void {
    const segment = this.segmentOf(id);
    this.#segmentIs(id, segment.id, { note });
    this.#say('segment.noted', id, { segmentId: segment.id, agentId: segment.agentId, note });
  }

  lose(id: string, party: 'agent' | 'customer', graceMs: number): void {
    const until = Date.now() + graceMs;
    const segment = this.segmentOf(id);
    const legId = party === 'agent' ? segment.leg.id : customerLegIdOf(id);
    if (party === 'agent') this.#segmentIs(id, segment.id, { leg: { ...segment.leg, state: 'lost', until } });
    else this.#change(id, (view) => (view.customerLeg = { ...view.customerLeg, state: 'lost', until }));
    this.#say('leg.lost', id, { legId, party, until, cause: 'test' });
  }

  /** The talk is over: who is in it does after-call work. */
  wrap(id: string, endedBy: 'agent' | 'customer'): void {
    const consultation = this.#consultationOf(id);
    if (consultation !== null) this.#over(consultation.id, 'abandoned');
    const { segments, origin } = this.get(id);
    if (endedBy === 'agent') return this.#wrapOne(id, this.segmentOf(id), 'agent');
    for (const segment of segments) if (segment.state === 'online') this.#wrapOne(id, segment, endedBy);
    if (origin.kind === 'agent') this.#close(id, 'completed');
  }

  finish(id: string, outcome: SegmentOutcome, agentId: string = fakeAgentId): void {
    const segment = this.segmentOf(id, agentId);
    this.#finish(id, segment, outcome);
    const rest = this.open.get(id);
    if (rest !== undefined && rest.segments.every(({ state }) => state === 'finished')) {
      this.#close(id, outcome === 'completed' ? 'completed' : 'abandoned');
    }
  }

  link(id: string, contactId: string | null, name: string | null): void {
    this.#change(id, (view) => (view.customer = { ...view.customer, contactId, name }));
    this.#say('interaction.contactLinked', id, { contactId, name, by: fakeAgentId });
  }

  // ── calls by hand ──

  make(to: Target, channel: Channel): string {
    this.#check(to);
    return this.#create(to, channel, null);
  }

  hangUpCall(id: string): void {
    const { origin } = this.get(id);
    if (origin.kind === 'agent' && origin.consultFor !== null) this.cancel(id);
    else this.#over(id, 'abandoned');
  }

  /** Who was called, consulted or handed a customer answers. */
  answered(id: string): void {
    const segment = this.#colleague(id);
    this.#segmentIs(
      id,
      segment.id,
      { state: 'accepted', acceptedAt: Date.now() },
      this.get(id).state === 'online' ? 'online' : 'connecting',
    );
    this.#say('segment.accepted', id, { segmentId: segment.id, agentId: segment.agentId, until: Date.now() + 10_000 });
    this.#talk(id, segment.id);
    const from = this.get(id).segments.find(({ transferring }) => transferring?.segmentId === segment.id);
    if (from?.transferring == null) return;
    const { to } = from.transferring;
    this.#segmentIs(id, from.id, { transferring: null });
    this.#say('segment.transferred', id, { segmentId: from.id, agentId: from.agentId, to, toSegmentId: segment.id, kind: 'blind' });
    if (from.state === 'online') this.#wrapOne(id, from, 'transferred');
  }

  /** …or does not. */
  refused(id: string, reason: Exclude<CallFailure, 'busy' | 'unreachable'>): void {
    const segment = this.#colleague(id);
    this.#finish(id, segment, reason);
    const from = this.get(id).segments.find(({ transferring }) => transferring?.segmentId === segment.id);
    if (from?.transferring != null) {
      const { to } = from.transferring;
      this.#segmentIs(id, from.id, { transferring: null });
      this.#say('segment.transferFailed', id, { segmentId: from.id, agentId: from.agentId, to, reason });
    } else this.#close(id, reason);
  }

  /** A colleague leaves the talk. */
  colleagueLeaves(id: string): void {
    const segment = this.#colleague(id);
    this.#wrapOne(id, segment, 'agent');
    const { origin } = this.get(id);
    if (origin.kind === 'agent') {
      this.#finish(id, this.segmentOf(id, segment.agentId), 'completed');
      this.#close(id, 'completed');
    }
  }

  // ── transfer ──

  transfer(id: string, to: Target): void {
    this.#check(to);
    const segment = this.segmentOf(id);
    const own = { segmentId: segment.id, agentId: segment.agentId };
    if (to.kind === 'service') {
      this.#change(id, (view) => Object.assign(view, { service: fakeServices.find(({ code }) => code === to.code), state: 'queued' }));
      this.#say('segment.transferred', id, { ...own, to, toSegmentId: null, kind: 'blind' });
      this.#wrapOne(id, segment, 'transferred');
      return this.#say('interaction.queued', id, {
        reason: 'transferred',
        front: false,
        arrivedAt: this.get(id).arrivedAt,
        target: to,
      });
    }
    const colleague = fakeColleagues.find(({ agentId }) => to.kind === 'agent' && agentId === to.agentId);
    if (colleague === undefined) throw new CentralinoError('agent.unknown');
    const toSegmentId = segmentIdOf(id, this.get(id).segments.length + 1);
    this.#segmentIs(id, segment.id, { transferring: { to, toName: colleague.name, segmentId: toSegmentId } });
    this.#say('segment.transferring', id, { ...own, to, toSegmentId });
    this.#offer(id, colleague, true, segment.id);
  }

  takeBack(id: string): void {
    const from = this.segmentOf(id);
    if (from.transferring === null) throw new CentralinoError('transfer.none');
    const { to } = from.transferring;
    this.#finish(id, this.#colleague(id), 'withdrawn');
    this.#segmentIs(id, from.id, { transferring: null });
    this.#say('segment.transferFailed', id, { segmentId: from.id, agentId: from.agentId, to, reason: 'cancelled' });
  }

  // ── consultation ──

  consult(id: string, to: Target): string {
    this.#check(to);
    const segment = this.segmentOf(id);
    if (this.#consultationOf(id) !== null) throw new CentralinoError('consult.running');
    if (!segment.held) this.#held(id, segment, true);
    return this.#create(to, this.get(id).channel, { interactionId: id, segmentId: segment.id });
  }

  swap(id: string): void {
    const { main, segment } = this.#main(id);
    const other = this.#colleague(id);
    if (segment.held) {
      this.#held(id, other, true);
      this.#held(main, segment, false);
    } else {
      this.#held(main, segment, true);
      this.#held(id, other, false);
    }
  }

  cancel(id: string): void {
    const { main, segment } = this.#main(id);
    this.#over(id, 'abandoned');
    if (segment.held) this.#held(main, segment, false);
  }

  complete(id: string, via: 'transfer' | 'conference'): void {
    const { main, segment } = this.#main(id);
    const other = this.#colleague(id);
    if (other.state !== 'online') throw new CentralinoError('consult.notAnswered');
    const { target } = this.get(id);
    this.#finish(id, other, 'merged');
    this.#close(id, 'merged');
    const toSegmentId = segmentIdOf(main, this.get(main).segments.length + 1);
    const own = { segmentId: segment.id, agentId: segment.agentId };
    this.#change(main, (view) => {
      view.consultations = [];
      view.segments.push({ ...other, id: toSegmentId, via, held: false, service: view.service });
    });
    this.#say('segment.joined', main, {
      segmentId: toSegmentId,
      agentId: other.agentId,
      legId: other.legId,
      from: { interactionId: id, segmentId: other.id },
      via,
      by: segment.agentId,
      service: directServiceCode,
    });
    if (via === 'conference') {
      if (segment.held) this.#held(main, segment, false);
      return;
    }
    this.#say('segment.transferred', main, { ...own, to: target, toSegmentId, kind: 'consultation' });
    this.#wrapOne(main, segment, 'transferred');
  }

  /** The colleague who consulted this agent completes: the agent goes on with the customer, on the leg that they have. */
  completedByColleague(id: string, via: 'transfer' | 'conference', customerName: string): string {
    const mine = this.segmentOf(id);
    const { origin } = this.get(id);
    if (origin.kind !== 'agent') throw new CentralinoError('consult.unknown');
    this.#finish(id, mine, 'merged');
    this.#close(id, 'merged');
    const main = this.#arrive({ name: customerName });
    this.#change(main, (view) => {
      const [op2] = fakeColleagues;
      view.state = 'online';
      view.segments = [
        { ...this.#segment(view, op2, false), state: via === 'conference' ? 'online' : 'wrapping', onlineAt: Date.now() },
        { ...mine, id: segmentIdOf(main, 2), via, service: view.service, held: false },
      ];
    });
    this.#say('segment.joined', main, {
      segmentId: segmentIdOf(main, 2),
      agentId: fakeAgentId,
      legId: mine.legId,
      from: { interactionId: id, segmentId: mine.id },
      via,
      by: origin.agentId,
      service: directServiceCode,
    });
    return main;
  }

  mute(id: string, segmentId: string, muted: boolean): void {
    const segment = this.get(id).segments.find((one) => one.id === segmentId);
    if (segment === undefined) throw new CentralinoError('segment.unknown');
    this.#segmentIs(id, segmentId, { muted });
    this.#say('segment.muted', id, { segmentId, agentId: segment.agentId, muted, by: fakeAgentId });
  }

  remove(id: string, segmentId: string): void {
    const segment = this.get(id).segments.find((one) => one.id === segmentId);
    if (segment === undefined) throw new CentralinoError('conference.none');
    this.#wrapOne(id, segment, 'removed');
  }

  // ── how it is told ──

  #say<T extends EventType>(type: T, id: string, data: EventData<T>): void {
    const view = this.open.get(id);
    if (view !== undefined) this.#tell(type, view, data);
  }

  #change(id: string, work: (view: InteractionView) => unknown): void {
    const view = structuredClone(this.get(id));
    work(view);
    this.open.set(id, view);
  }

  #segmentIs(id: string, segmentId: string, change: Partial<SegmentView>, state?: InteractionView['state']): void {
    this.#change(id, (view) => {
      view.segments = view.segments.map((segment) => (segment.id === segmentId ? { ...segment, ...change } : segment));
      if (state !== undefined) Object.assign(view, { state, since: Date.now() });
    });
  }

  #segment(view: InteractionView, who: { agentId: string; name: string }, byName: boolean): SegmentView {
    const now = Date.now();
    const id = segmentIdOf(view.id, view.segments.length + 1);
    const by = view.origin.kind === 'agent' ? view.origin.agentId : (view.segments.at(-1)?.agentId ?? fakeAgentId);
    const waitedMs = Math.max(0, now - view.arrivedAt);
    return {
      id,
      agentId: who.agentId,
      agentName: who.name,
      state: 'offered',
      until: now + this.ringMs,
      held: false,
      muted: false,
      transferring: null,
      via: 'offer',
      service: view.service,
      legId: agentLegIdOf(id),
      leg: { id: agentLegIdOf(id), state: 'pending', until: null },
      offeredAt: now,
      acceptedAt: null,
      onlineAt: null,
      endedAt: null,
      finishedAt: null,
      endedBy: null,
      outcome: null,
      note: '',
      disposition: null,
      why: byName
        ? { strategy: 'direct', by, waitedMs }
        : { strategy: 'longestIdle', skillset: 'customercare', idleMs: 1_000, waitedMs, candidates: 1 },
    };
  }

  #offer(id: string, who: { agentId: string; name: string }, byName: boolean, transferFrom?: string): void {
    this.#change(id, (view) => {
      view.segments.push({ ...this.#segment(view, who, byName), via: transferFrom === undefined ? 'offer' : 'transfer' });
      if (view.state !== 'online') Object.assign(view, { state: 'offered', since: Date.now() });
    });
    const segment = this.segmentOf(id, who.agentId);
    this.#say('segment.offered', id, {
      segmentId: segment.id,
      agentId: who.agentId,
      until: segment.until ?? 0,
      why: segment.why,
      ...(transferFrom === undefined ? {} : { transferFrom }),
    });
  }

  #talk(id: string, segmentId: string): void {
    const now = Date.now();
    const leg = { id: agentLegIdOf(segmentId), state: 'connected', until: null } as const;
    this.#segmentIs(id, segmentId, { state: 'online', until: null, onlineAt: now, leg }, 'online');
    const segment = this.get(id).segments.find((one) => one.id === segmentId);
    this.#say('segment.online', id, { segmentId, agentId: segment?.agentId ?? '' });
  }

  #leg(id: string, segmentId: string): void {
    const { leg } = this.segmentOf(id);
    this.#segmentIs(id, segmentId, { leg: { ...leg, state: 'connected', until: null } });
    this.#say('leg.connected', id, { legId: leg.id, party: 'agent' });
  }

  #held(id: string, { id: segmentId, agentId }: SegmentView, held: boolean): void {
    this.#segmentIs(id, segmentId, { held });
    this.#say(held ? 'segment.held' : 'segment.resumed', id, { segmentId, agentId });
  }

  #wrapOne(id: string, segment: SegmentView, endedBy: NonNullable<SegmentView['endedBy']>): void {
    const now = Date.now();
    const until = now + this.wrapUpMs;
    const leg = { ...segment.leg, state: 'closed', until: null } as const;
    this.#segmentIs(id, segment.id, { state: 'wrapping', held: false, transferring: null, endedAt: now, until, endedBy, leg });
    if (!this.get(id).segments.some(({ state }) => state === 'online' || state === 'offered'))
      this.#change(id, (view) => (view.state = 'wrapping'));
    this.#say('segment.wrapping', id, { segmentId: segment.id, agentId: segment.agentId, until, endedBy });
    // Calls between agents have no after-call work.
    if (this.get(id).service.code === directServiceCode && segment.agentId === fakeAgentId) this.finish(id, 'completed');
  }

  #finish(id: string, { id: segmentId, agentId }: SegmentView, outcome: SegmentOutcome): void {
    this.#segmentIs(id, segmentId, { state: 'finished', outcome, until: null, finishedAt: Date.now() });
    this.#say('segment.finished', id, { segmentId, agentId, outcome, avoidUntil: null });
  }

  #close(id: string, reason: EventData<'interaction.closed'>['reason']): void {
    if (!this.open.has(id)) return;
    this.#change(id, (view) => Object.assign(view, { state: 'closed', closedReason: reason }));
    this.#say('interaction.closed', id, { reason });
    const view = this.get(id);
    this.open.delete(id);
    this.past.unshift(view);
  }

  /** The caller of a call between agents hangs up. */
  #over(id: string, reason: 'abandoned'): void {
    for (const segment of this.get(id).segments) {
      if (segment.state === 'online') {
        this.#wrapOne(id, segment, 'customer');
        this.#finish(id, segment, 'completed');
        return this.#close(id, 'completed');
      }
      if (segment.state !== 'finished') this.#finish(id, segment, 'customerLeft');
    }
    this.#close(id, reason);
  }

  #check(to: Target): void {
    if (to.kind === 'number') throw new CentralinoError('target.noTrunk', to.number);
    if (to.kind === 'agent' && !fakeColleagues.some(({ agentId }) => agentId === to.agentId)) throw new CentralinoError('agent.unknown');
  }

  #create(to: Target, channel: Channel, consultFor: { interactionId: string; segmentId: string } | null): string {
    const now = Date.now();
    const id = randomUUID();
    const service = fakeServices.find(({ code }) => to.kind === 'service' && code === to.code) ?? direct;
    const colleague = fakeColleagues.find(({ agentId }) => to.kind === 'agent' && agentId === to.agentId);
    const main = consultFor === null ? null : this.get(consultFor.interactionId);
    const customer = main?.customer ?? { name: 'Operatore 1', contactId: null, answers: [] };
    this.open.set(id, {
      id,
      service,
      channel,
      language: 'en',
      origin: { kind: 'agent', agentId: fakeAgentId, agentName: 'Operatore 1', consultFor },
      target: to,
      targetName: colleague?.name ?? service.name,
      consultations: [],
      state: 'new',
      arrivedAt: now,
      since: now,
      queuedReason: null,
      closedReason: null,
      customer,
      customerLeg: { id: customerLegIdOf(id), state: 'pending', until: now + 10_000 },
      segments: [],
      supervisors: [],
      rating: null,
      recordings: [],
      callData: [],
    });
    if (main !== null) this.#change(main.id, (view) => view.consultations.push(id));
    this.#say('interaction.created', id, {
      service: service.code,
      channel,
      language: 'en',
      customer,
      connectUntil: now + 10_000,
      origin: { kind: 'agent', agentId: fakeAgentId, consultFor },
      target: to,
    });
    if (consultFor !== null) this.#rings(id);
    return id;
  }

  #callerIsUp(id: string): void {
    this.#change(id, (view) => (view.customerLeg = { ...view.customerLeg, state: 'connected', until: null }));
    this.#say('leg.connected', id, { legId: customerLegIdOf(id), party: 'customer' });
    if (this.get(id).state === 'new') this.#rings(id);
  }

  #rings(id: string): void {
    const { target, arrivedAt } = this.get(id);
    this.#change(id, (view) => Object.assign(view, { state: 'queued', queuedReason: 'arrived' }));
    this.#say('interaction.queued', id, { reason: 'arrived', front: false, arrivedAt, target });
    const called = fakeColleagues.find(({ agentId }) => target.kind === 'agent' && agentId === target.agentId);
    if (called !== undefined) this.#offer(id, called, true);
  }

  #main(id: string): { main: string; segment: SegmentView } {
    const { origin } = this.get(id);
    const main = origin.kind === 'agent' ? origin.consultFor?.interactionId : undefined;
    if (main === undefined) throw new CentralinoError('consult.unknown', id);
    return { main, segment: this.segmentOf(main) };
  }

  #consultationOf(id: string): InteractionView | null {
    return [...this.open.values()].find(({ origin }) => origin.kind === 'agent' && origin.consultFor?.interactionId === id) ?? null;
  }
}
