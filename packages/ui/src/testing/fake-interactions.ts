import {
  agentLegIdOf,
  CentralinoError,
  directServiceCode,
  maxMoreTimes,
  segmentIdOf,
  type AgentView,
  type EventData,
  type EventType,
  type InteractionView,
  type SegmentOutcome,
  type SegmentView,
} from '@centralino/protocol';
import { fakeAgentId } from './fake-people.ts';

export type Tell = <T extends EventType>(type: T, interaction: InteractionView, data: EventData<T>) => void;

/** What the calls of one agent have in common: their views, how they change, and in which order it is told. */
export class FakeInteractions {
  readonly open = new Map<string, InteractionView>();
  readonly past: InteractionView[] = [];
  wrapUpMs = 60_000;
  ringMs = 20_000;
  readonly #tell: Tell;

  constructor(tell: Tell) {
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

  /** A talk that became this agent's without ringing. */
  adopt(view: InteractionView): void {
    this.open.set(view.id, view);
  }

  get(id: string): InteractionView {
    const interaction = this.open.get(id);
    if (interaction !== undefined) return interaction;
    const past = this.past.find((one) => one.id === id);
    const how = past && `${past.closedReason} (${past.segments.map(({ outcome }) => outcome).join(', ')})`;
    throw new CentralinoError('interaction.unknown', how === undefined ? id : `it is over: ${how}`);
  }

  /** This agent's part, or the newest of a colleague's. */
  segmentOf(id: string, agentId: string = fakeAgentId): SegmentView {
    const segment = this.get(id).segments.findLast((one) => one.agentId === agentId && one.state !== 'finished');
    if (segment === undefined) throw new CentralinoError('segment.unknown', id);
    return segment;
  }

  /** Of a colleague, in whatever state that is not over. */
  protected colleague(id: string): SegmentView {
    const segment = this.get(id).segments.findLast((one) => one.agentId !== fakeAgentId && one.state !== 'finished');
    if (segment === undefined) throw new CentralinoError('segment.unknown', id);
    return segment;
  }

  finish(id: string, outcome: SegmentOutcome, agentId: string = fakeAgentId): void {
    const segment = this.segmentOf(id, agentId);
    this.finishOne(id, segment, outcome);
    const rest = this.open.get(id);
    if (rest !== undefined && rest.segments.every(({ state }) => state === 'finished')) {
      this.close(id, outcome === 'completed' ? 'completed' : 'abandoned');
    }
  }

  // ── how it is told ──

  protected say<T extends EventType>(type: T, id: string, data: EventData<T>): void {
    const view = this.open.get(id);
    if (view !== undefined) this.#tell(type, view, data);
  }

  protected change(id: string, work: (view: InteractionView) => unknown): void {
    const view = structuredClone(this.get(id));
    work(view);
    this.open.set(id, view);
  }

  protected segmentIs(id: string, segmentId: string, change: Partial<SegmentView>, state?: InteractionView['state']): void {
    this.change(id, (view) => {
      view.segments = view.segments.map((segment) => (segment.id === segmentId ? { ...segment, ...change } : segment));
      if (state !== undefined) Object.assign(view, { state, since: Date.now() });
    });
  }

  protected newSegment(view: InteractionView, who: { agentId: string; name: string }, byName: boolean): SegmentView {
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

  protected offer(id: string, who: { agentId: string; name: string }, byName: boolean, transferFrom?: string): void {
    this.change(id, (view) => {
      view.segments.push({ ...this.newSegment(view, who, byName), via: transferFrom === undefined ? 'offer' : 'transfer' });
      if (view.state !== 'online') Object.assign(view, { state: 'offered', since: Date.now() });
    });
    const segment = this.segmentOf(id, who.agentId);
    this.say('segment.offered', id, {
      segmentId: segment.id,
      agentId: who.agentId,
      until: segment.until ?? 0,
      why: segment.why,
      ...(transferFrom === undefined ? {} : { transferFrom }),
    });
  }

  protected talk(id: string, segmentId: string): void {
    const now = Date.now();
    const leg = { id: agentLegIdOf(segmentId), state: 'connected', until: null } as const;
    this.segmentIs(id, segmentId, { state: 'online', until: null, onlineAt: now, leg }, 'online');
    const segment = this.get(id).segments.find((one) => one.id === segmentId);
    this.say('segment.online', id, { segmentId, agentId: segment?.agentId ?? '' });
  }

  protected legUp(id: string, segmentId: string): void {
    const { leg } = this.segmentOf(id);
    this.segmentIs(id, segmentId, { leg: { ...leg, state: 'connected', until: null } });
    this.say('leg.connected', id, { legId: leg.id, party: 'agent' });
  }

  protected setHeld(id: string, { id: segmentId, agentId }: SegmentView, held: boolean): void {
    this.segmentIs(id, segmentId, { held, heldSince: held ? Date.now() : null });
    // What is recorded stands still with the talk.
    this.change(id, (view) => {
      const now = Date.now();
      view.recordings = view.recordings.map(({ heard = { ms: 0, since: null }, ...one }) => ({
        ...one,
        heard: { ms: heard.ms + (heard.since === null ? 0 : now - heard.since), since: held ? null : now },
      }));
    });
    this.say(held ? 'segment.held' : 'segment.resumed', id, { segmentId, agentId });
  }

  protected wrapOne(id: string, segment: SegmentView, endedBy: NonNullable<SegmentView['endedBy']>): void {
    const now = Date.now();
    const until = now + this.wrapUpMs;
    const leg = { ...segment.leg, state: 'closed', until: null } as const;
    this.segmentIs(id, segment.id, {
      state: 'wrapping',
      held: false,
      heldSince: null,
      moreTimes: maxMoreTimes,
      transferring: null,
      endedAt: now,
      until,
      endedBy,
      leg,
    });
    if (!this.get(id).segments.some(({ state }) => state === 'online' || state === 'offered'))
      this.change(id, (view) => {
        view.state = 'wrapping';
        // What is recorded is the talk.
        view.recordings = view.recordings.map((one) =>
          one.state === 'recording' || one.state === 'paused' ? { ...one, state: 'saving' } : one,
        );
      });
    this.say('segment.wrapping', id, { segmentId: segment.id, agentId: segment.agentId, until, endedBy });
    // Calls between agents have no after-call work.
    if (this.get(id).service.code === directServiceCode && segment.agentId === fakeAgentId) this.finish(id, 'completed');
  }

  protected finishOne(id: string, { id: segmentId, agentId }: SegmentView, outcome: SegmentOutcome): void {
    this.segmentIs(id, segmentId, { state: 'finished', outcome, until: null, finishedAt: Date.now() });
    this.say('segment.finished', id, { segmentId, agentId, outcome, avoidUntil: null });
  }

  protected close(id: string, reason: EventData<'interaction.closed'>['reason']): void {
    if (!this.open.has(id)) return;
    this.change(id, (view) => Object.assign(view, { state: 'closed', closedReason: reason }));
    this.say('interaction.closed', id, { reason });
    const view = this.get(id);
    this.open.delete(id);
    this.past.unshift(view);
  }

  /** The caller of a call between agents hangs up. */
  protected over(id: string, reason: 'abandoned'): void {
    for (const segment of this.get(id).segments) {
      if (segment.state === 'online') {
        this.wrapOne(id, segment, 'customer');
        this.finishOne(id, segment, 'completed');
        return this.close(id, 'completed');
      }
      if (segment.state !== 'finished') this.finishOne(id, segment, 'customerLeft');
    }
    this.close(id, reason);
  }

  protected consultationOf(id: string): InteractionView | null {
    return [...this.open.values()].find(({ origin }) => origin.kind === 'agent' && origin.consultFor?.interactionId === id) ?? null;
  }
}
