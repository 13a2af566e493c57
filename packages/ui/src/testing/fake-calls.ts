import {
  CentralinoError,
  customerLegIdOf,
  directServiceCode,
  maxMoreTimes,
  moreTimeMs,
  segmentIdOf,
  type CallDataEntry,
  type CallFailure,
  type Channel,
  type CustomerPage,
  type FormAnswer,
  type SegmentView,
  type Target,
} from '@centralino/protocol';
import { randomUUID } from 'node:crypto';
import { fakeAgentId, fakeColleagues, fakeDirect as direct, fakeServices } from './fake-people.ts';
import { FakeTransfers } from './fake-transfers.ts';

export interface RingOptions {
  name?: string;
  channel?: Channel;
  answers?: FormAnswer[];
  contactId?: string;
  waitedMs?: number;
  /** The page that they came from. */
  page?: CustomerPage;
  /** A colleague (op2) calls: by hand, about a talk of theirs, or hands a customer over. */
  by?: 'call' | 'consultation' | 'transfer';
}

/**
 * The calls of one agent, as far as a desk can see them: what follows what when they answer, transfer, consult and confer, and in which
 * order it is told. Colleagues do what the test says.
 */
export class FakeCalls extends FakeTransfers {
  ring(options: RingOptions = {}): string {
    const { by } = options;
    const id = this.arrive(options);
    const me = { agentId: fakeAgentId, name: 'Operatore 1' };
    if (by === 'transfer') {
      const [op2] = fakeColleagues;
      this.change(id, (view) => view.segments.push({ ...this.newSegment(view, op2, false), state: 'online', onlineAt: Date.now() }));
      this.offer(id, me, true, this.colleague(id).id);
    } else this.offer(id, me, by !== undefined);
    return id;
  }

  protected arrive(options: RingOptions): string {
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
        ...(options.page === undefined ? {} : { page: options.page }),
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
    if (segment.state === 'accepted') this.talk(id, segment.id);
    else this.legUp(id, segment.id);
  }

  accept(id: string): void {
    const segment = this.segmentOf(id);
    if (segment.state !== 'offered') throw new CentralinoError('segment.state');
    const until = Date.now() + 10_000;
    this.segmentIs(id, segment.id, { state: 'accepted', acceptedAt: Date.now(), until }, 'connecting');
    this.say('segment.accepted', id, { segmentId: segment.id, agentId: segment.agentId, until });
  }

  hold(id: string, held: boolean): void {
    const segment = this.segmentOf(id);
    const consultation = this.consultationOf(id);
    if (consultation === null) this.setHeld(id, segment, held);
    else this.swap(consultation.id);
  }

  note(id: string, note: string): void {
    const segment = this.segmentOf(id);
    this.segmentIs(id, segment.id, { note });
    this.say('segment.noted', id, { segmentId: segment.id, agentId: segment.agentId, note });
  }

  lose(id: string, party: 'agent' | 'customer', graceMs: number): void {
    const until = Date.now() + graceMs;
    const segment = this.segmentOf(id);
    const legId = party === 'agent' ? segment.leg.id : customerLegIdOf(id);
    if (party === 'agent') this.segmentIs(id, segment.id, { leg: { ...segment.leg, state: 'lost', until } });
    else this.change(id, (view) => (view.customerLeg = { ...view.customerLeg, state: 'lost', until }));
    this.say('leg.lost', id, { legId, party, until, cause: 'test' });
  }

  /** The talk is over: who is in it does after-call work. */
  wrap(id: string, endedBy: 'agent' | 'customer'): void {
    const consultation = this.consultationOf(id);
    if (consultation !== null) this.over(consultation.id, 'abandoned');
    const { segments, origin } = this.get(id);
    if (endedBy === 'agent') return this.wrapOne(id, this.segmentOf(id), 'agent');
    for (const segment of segments) if (segment.state === 'online') this.wrapOne(id, segment, endedBy);
    if (origin.kind === 'agent') this.close(id, 'completed');
  }

  /** After-call work goes on a minute longer. */
  extend(id: string): void {
    const segment = this.segmentOf(id);
    if (segment.state !== 'wrapping' || segment.until === null || segment.moreTimes === 0) throw new CentralinoError('wrapUp.limit');
    const until = segment.until + moreTimeMs;
    this.segmentIs(id, segment.id, { until, moreTimes: (segment.moreTimes ?? maxMoreTimes) - 1 });
    this.say('segment.extended', id, { segmentId: segment.id, agentId: segment.agentId, until });
  }

  /** The conference is over for everybody. */
  endForAll(id: string): void {
    const own = this.segmentOf(id);
    for (const segment of this.get(id).segments) {
      if (segment.state === 'online' && segment.id !== own.id) this.wrapOne(id, segment, 'colleague');
    }
    this.wrapOne(id, own, 'agent');
  }

  /** The outcome that the agent chose. */
  dispose(id: string, disposition: SegmentView['disposition'], segmentId = this.segmentOf(id).id): void {
    const segment = this.get(id).segments.find((one) => one.id === segmentId);
    if (segment === undefined) throw new CentralinoError('segment.unknown');
    this.segmentIs(id, segment.id, { disposition });
    this.say('segment.disposed', id, { segmentId: segment.id, agentId: segment.agentId, outcome: disposition });
  }

  link(id: string, contactId: string | null, name: string | null): void {
    this.change(id, (view) => (view.customer = { ...view.customer, contactId, name }));
    this.say('interaction.contactLinked', id, { contactId, name, by: fakeAgentId });
  }

  // ── calls by hand ──

  make(to: Target, channel: Channel): string {
    this.check(to);
    return this.#create(to, channel, null);
  }

  /** The caller of a call by hand holds it, and takes it back. */
  holdCall(id: string, held: boolean): void {
    const { origin, callerHeld = false } = this.get(id);
    if (origin.kind !== 'agent' || callerHeld === held) throw new CentralinoError('interaction.state');
    this.change(id, (view) => Object.assign(view, { callerHeld: held, callerHeldSince: held ? Date.now() : null }));
    this.say(held ? 'interaction.callerHeld' : 'interaction.callerResumed', id, { agentId: fakeAgentId });
  }

  /** Values of an integration: a later one of the same name replaces. */
  setData(id: string, data: CallDataEntry[]): void {
    const names = new Set(data.map(({ name }) => name));
    this.change(id, (view) => (view.callData = [...view.callData.filter(({ name }) => !names.has(name)), ...data]));
    this.say('interaction.dataSet', id, { data, by: fakeAgentId });
  }

  hangUpCall(id: string): void {
    const { origin } = this.get(id);
    if (origin.kind === 'agent' && origin.consultFor !== null) this.cancel(id);
    else this.over(id, 'abandoned');
  }

  /** Who was called, consulted or handed a customer answers. */
  answered(id: string): void {
    const segment = this.colleague(id);
    this.segmentIs(
      id,
      segment.id,
      { state: 'accepted', acceptedAt: Date.now() },
      this.get(id).state === 'online' ? 'online' : 'connecting',
    );
    this.say('segment.accepted', id, { segmentId: segment.id, agentId: segment.agentId, until: Date.now() + 10_000 });
    this.talk(id, segment.id);
    const from = this.get(id).segments.find(({ transferring }) => transferring?.segmentId === segment.id);
    if (from?.transferring == null) return;
    const { to } = from.transferring;
    this.segmentIs(id, from.id, { transferring: null });
    this.say('segment.transferred', id, { segmentId: from.id, agentId: from.agentId, to, toSegmentId: segment.id, kind: 'blind' });
    if (from.state === 'online') this.wrapOne(id, from, 'transferred');
  }

  /** …or does not. */
  refused(id: string, reason: Exclude<CallFailure, 'busy' | 'unreachable'>): void {
    const segment = this.colleague(id);
    this.finishOne(id, segment, reason);
    const from = this.get(id).segments.find(({ transferring }) => transferring?.segmentId === segment.id);
    if (from?.transferring != null) {
      const { to } = from.transferring;
      this.segmentIs(id, from.id, { transferring: null });
      this.say('segment.transferFailed', id, { segmentId: from.id, agentId: from.agentId, to, reason });
    } else this.close(id, reason);
  }

  /** A colleague leaves the talk. */
  colleagueLeaves(id: string): void {
    const segment = this.colleague(id);
    this.wrapOne(id, segment, 'agent');
    const { origin } = this.get(id);
    if (origin.kind === 'agent') {
      this.finishOne(id, this.segmentOf(id, segment.agentId), 'completed');
      this.close(id, 'completed');
    }
  }

  // ── consultation ──

  consult(id: string, to: Target): string {
    this.check(to);
    const segment = this.segmentOf(id);
    if (this.consultationOf(id) !== null) throw new CentralinoError('consult.running');
    if (!segment.held) this.setHeld(id, segment, true);
    return this.#create(to, this.get(id).channel, { interactionId: id, segmentId: segment.id });
  }

  swap(id: string): void {
    const { main, segment } = this.#main(id);
    const other = this.colleague(id);
    if (segment.held) {
      this.setHeld(id, other, true);
      this.setHeld(main, segment, false);
    } else {
      this.setHeld(main, segment, true);
      this.setHeld(id, other, false);
    }
  }

  cancel(id: string): void {
    const { main, segment } = this.#main(id);
    this.over(id, 'abandoned');
    if (segment.held) this.setHeld(main, segment, false);
  }

  complete(id: string, via: 'transfer' | 'conference'): void {
    const { main, segment } = this.#main(id);
    const other = this.colleague(id);
    if (other.state !== 'online') throw new CentralinoError('consult.notAnswered');
    const { target } = this.get(id);
    this.finishOne(id, other, 'merged');
    this.close(id, 'merged');
    const toSegmentId = segmentIdOf(main, this.get(main).segments.length + 1);
    const own = { segmentId: segment.id, agentId: segment.agentId };
    this.change(main, (view) => {
      view.consultations = [];
      view.segments.push({ ...other, id: toSegmentId, via, held: false, service: view.service });
    });
    this.say('segment.joined', main, {
      segmentId: toSegmentId,
      agentId: other.agentId,
      legId: other.legId,
      from: { interactionId: id, segmentId: other.id },
      via,
      by: segment.agentId,
      service: directServiceCode,
    });
    if (via === 'conference') {
      if (segment.held) this.setHeld(main, segment, false);
      return;
    }
    this.say('segment.transferred', main, { ...own, to: target, toSegmentId, kind: 'consultation' });
    this.wrapOne(main, segment, 'transferred');
  }

  /** The colleague who consulted this agent completes: the agent goes on with the customer, on the leg that they have. */
  completedByColleague(id: string, via: 'transfer' | 'conference', customerName: string): string {
    const mine = this.segmentOf(id);
    const { origin } = this.get(id);
    if (origin.kind !== 'agent') throw new CentralinoError('consult.unknown');
    this.finishOne(id, mine, 'merged');
    this.close(id, 'merged');
    const main = this.arrive({ name: customerName });
    this.change(main, (view) => {
      const [op2] = fakeColleagues;
      view.state = 'online';
      view.segments = [
        { ...this.newSegment(view, op2, false), state: via === 'conference' ? 'online' : 'wrapping', onlineAt: Date.now() },
        { ...mine, id: segmentIdOf(main, 2), via, service: view.service, held: false },
      ];
    });
    this.say('segment.joined', main, {
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
    if (main !== null) this.change(main.id, (view) => view.consultations.push(id));
    this.say('interaction.created', id, {
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
    this.change(id, (view) => (view.customerLeg = { ...view.customerLeg, state: 'connected', until: null }));
    this.say('leg.connected', id, { legId: customerLegIdOf(id), party: 'customer' });
    if (this.get(id).state === 'new') this.#rings(id);
  }

  #rings(id: string): void {
    const { target, arrivedAt } = this.get(id);
    this.change(id, (view) => Object.assign(view, { state: 'queued', queuedReason: 'arrived' }));
    this.say('interaction.queued', id, { reason: 'arrived', front: false, arrivedAt, target });
    const called = fakeColleagues.find(({ agentId }) => target.kind === 'agent' && agentId === target.agentId);
    if (called !== undefined) this.offer(id, called, true);
  }

  #main(id: string): { main: string; segment: SegmentView } {
    const { origin } = this.get(id);
    const main = origin.kind === 'agent' ? origin.consultFor?.interactionId : undefined;
    if (main === undefined) throw new CentralinoError('consult.unknown', id);
    return { main, segment: this.segmentOf(main) };
  }
}
