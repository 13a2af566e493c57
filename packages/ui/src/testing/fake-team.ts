import {
  agentLegIdOf,
  CentralinoError,
  customerLegIdOf,
  segmentIdOf,
  supervisorLegIdOf,
  type AgentView,
  type DeskPush,
  type InteractionView,
  type Presence,
  type ServiceStatus,
  type SuperviseMode,
  type Target,
} from '@centralino/protocol';
import { randomUUID } from 'node:crypto';
import type { Tell } from './fake-interactions.ts';
import { fakeAgentId, fakeColleagues, fakeServices } from './fake-people.ts';

interface TeamOptions {
  /** The agent (who supervises, too) and the services as they are now. */
  me: () => AgentView;
  services: () => ServiceStatus[];
  tell: Tell;
  push: (data: DeskPush<'team'>) => void;
  /** A talk that was taken over is the agent's from now on. */
  adopt: (view: InteractionView) => void;
}

/** What colleagues do, as a supervisor sees it, and what the supervisor does about it. */
export class FakeTeam {
  readonly agents = new Map<string, AgentView>();
  readonly interactions = new Map<string, InteractionView>();
  readonly #options: TeamOptions;

  constructor(options: TeamOptions) {
    this.#options = options;
    for (const { agentId, username, name } of fakeColleagues) this.agents.set(agentId, this.#agent(agentId, username, name));
  }

  #agent(id: string, username: string, name: string): AgentView {
    const at = Date.now() - 90_000;
    const presence = { kind: 'ready' } as const;
    return { id, username, name, presence, presenceSince: at, connected: true, activity: 'idle', idleSince: at };
  }

  /** Many more colleagues, for boards that must stay quick. */
  addAgents(count: number): void {
    for (let index = 0; index < count; index += 1) {
      const id = `crowd-${index}`;
      this.agents.set(id, this.#agent(id, `crowd${index}`, `Agente ${String(index).padStart(4, '0')}`));
    }
    this.full();
  }

  /** All that there is, as it is told to who begins to watch. */
  full(): void {
    const { me, services, push } = this.#options;
    push({
      now: Date.now(),
      full: true,
      agents: [me(), ...this.agents.values()],
      removedAgents: [],
      interactions: [...this.interactions.values()],
      removedInteractions: [],
      services: services(),
    });
  }

  #changed(change: Partial<Pick<DeskPush<'team'>, 'agents' | 'interactions' | 'removedInteractions'>>): void {
    const none = { agents: [], removedAgents: [], interactions: [], removedInteractions: [], services: this.#options.services() };
    this.#options.push({ now: Date.now(), full: false, ...none, ...change });
  }

  #put(view: InteractionView): InteractionView {
    this.interactions.set(view.id, view);
    this.#changed({ interactions: [view] });
    return view;
  }

  #get(id: string): InteractionView {
    const view = this.interactions.get(id);
    if (view === undefined) throw new CentralinoError('interaction.unknown', id);
    return view;
  }

  /** A customer waits. */
  waits(name: string, waitedMs = 65_000): string {
    const id = randomUUID();
    const now = Date.now();
    this.#put({
      id,
      service: fakeServices[0],
      channel: 'webcall',
      language: 'en',
      origin: { kind: 'customer' },
      target: { kind: 'service', code: fakeServices[0].code },
      targetName: fakeServices[0].name,
      consultations: [],
      state: 'queued',
      arrivedAt: now - waitedMs,
      since: now - waitedMs,
      queuedReason: 'arrived',
      closedReason: null,
      customer: { name, contactId: null, answers: [] },
      customerLeg: { id: customerLegIdOf(id), state: 'connected', until: null },
      segments: [],
      supervisors: [],
      rating: null,
      recordings: [],
      callData: [],
    });
    return id;
  }

  /** A customer talks with a colleague. */
  talks(name: string, who: (typeof fakeColleagues)[number] = fakeColleagues[0]): string {
    const id = this.waits(name);
    const view = this.#get(id);
    const onlineAt = Date.now() - 42_000;
    const segmentId = segmentIdOf(id, 1);
    const legId = agentLegIdOf(segmentId);
    this.#put({
      ...view,
      state: 'online',
      segments: [
        {
          id: segmentId,
          agentId: who.agentId,
          agentName: who.name,
          state: 'online',
          until: null,
          held: false,
          muted: false,
          transferring: null,
          via: 'offer',
          service: view.service,
          legId,
          leg: { id: legId, state: 'connected', until: null },
          offeredAt: onlineAt,
          acceptedAt: onlineAt,
          onlineAt,
          endedAt: null,
          finishedAt: null,
          endedBy: null,
          outcome: null,
          note: '',
          disposition: null,
          why: { strategy: 'longestIdle', skillset: 'customercare', idleMs: 1_000, waitedMs: 1_000, candidates: 1 },
        },
      ],
    });
    const agent = this.agents.get(who.agentId);
    if (agent !== undefined) this.#putAgent({ ...agent, activity: 'talking', idleSince: null });
    return id;
  }

  #putAgent(agent: AgentView): void {
    this.agents.set(agent.id, agent);
    this.#changed({ agents: [agent] });
  }

  get supervised(): InteractionView | null {
    return [...this.interactions.values()].find(({ supervisors }) => supervisors.some(({ agentId }) => agentId === fakeAgentId)) ?? null;
  }

  start(id: string, mode: SuperviseMode): string {
    const view = this.#get(id);
    const legId = supervisorLegIdOf(id, 1);
    const now = Date.now();
    const leg = { id: legId, state: 'pending', until: now + 10_000 } as const;
    const me = { id: legId, agentId: fakeAgentId, agentName: this.#options.me().name, mode, since: now, leg };
    const next = this.#put({ ...view, supervisors: [me] });
    this.#options.tell('supervision.started', next, { supervisionId: legId, agentId: fakeAgentId, mode, until: now + 10_000 });
    return legId;
  }

  /** The supervisor's leg carries media. */
  online(id: string): void {
    const view = this.#get(id);
    const supervisors = view.supervisors.map((one) => ({ ...one, leg: { id: one.id, state: 'connected', until: null } as const }));
    this.#options.tell('leg.connected', this.#put({ ...view, supervisors }), { legId: supervisorLegIdOf(id, 1), party: 'supervisor' });
  }

  setMode(id: string, mode: SuperviseMode): void {
    const view = this.#get(id);
    const next = this.#put({ ...view, supervisors: view.supervisors.map((one) => ({ ...one, mode })) });
    const supervisionId = supervisorLegIdOf(id, 1);
    this.#options.tell('supervision.modeChanged', next, { supervisionId, agentId: fakeAgentId, mode });
  }

  stop(id: string): void {
    const next = this.#put({ ...this.#get(id), supervisors: [] });
    this.#options.tell('supervision.ended', next, { supervisionId: supervisorLegIdOf(id, 1), agentId: fakeAgentId, reason: 'left' });
  }

  takeOver(id: string): void {
    const view = this.#get(id);
    const before = view.segments[0];
    if (before === undefined) throw new CentralinoError('supervise.none');
    const legId = supervisorLegIdOf(id, 1);
    const own = { supervisionId: legId, agentId: fakeAgentId };
    const now = Date.now();
    const leg = { id: legId, state: 'connected', until: null } as const;
    const segmentId = segmentIdOf(id, 2);
    const next: InteractionView = {
      ...view,
      supervisors: [],
      segments: [
        { ...before, state: 'wrapping', endedAt: now, endedBy: 'removed', until: now + 60_000 },
        { ...before, id: segmentId, agentId: fakeAgentId, agentName: this.#options.me().name, via: 'takeOver', legId, leg, onlineAt: now },
      ],
    };
    this.interactions.delete(id);
    this.#changed({ removedInteractions: [id] });
    this.#options.adopt(next);
    this.#options.tell('supervision.ended', next, { ...own, reason: 'tookOver' });
    this.#options.tell('segment.joined', next, {
      segmentId,
      agentId: fakeAgentId,
      legId,
      from: null,
      via: 'takeOver',
      by: fakeAgentId,
      service: view.service.code,
    });
  }

  setPresence(agentId: string, presence: Presence): void {
    const agent = this.agents.get(agentId);
    if (agent === undefined) throw new CentralinoError('agent.unknown', agentId);
    this.#putAgent({ ...agent, presence, presenceSince: Date.now() });
  }

  move(id: string, to: Target): void {
    const view = this.#get(id);
    if (to.kind === 'number') throw new CentralinoError('target.noTrunk');
    const service = fakeServices.find(({ code }) => to.kind === 'service' && code === to.code) ?? view.service;
    const targetName = to.kind === 'agent' ? (this.agents.get(to.agentId)?.name ?? to.agentId) : service.name;
    this.#put({ ...view, service, target: to, targetName, queuedReason: 'moved' });
  }
}
