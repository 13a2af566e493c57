import { agentLegIdOf, customerLegIdOf, interactionIdOf } from '@centralino/protocol';
import type {
  AgentConfig,
  CommandRequest,
  LegStats,
  NewEvent,
  NotificationFact,
  Presence,
  ServiceConfig,
  SuperviseMode,
  Target,
} from '@centralino/protocol';
import { handle } from '../world/handle.ts';
import { dueStreams, nextDeadlineAt } from '../world/queries.ts';
import { createWorld } from '../world/world.ts';
import type { World } from '../world/world.ts';

/** A service with the product's defaults; the skillset has the service's code unless said otherwise. */
export const testService = (code: string, changes: Partial<ServiceConfig> = {}): ServiceConfig => ({
  code,
  name: code.toUpperCase(),
  channels: ['webcall', 'video'],
  skillsets: [code],
  ringMs: 20_000,
  connectMs: 10_000,
  graceMs: 20_000,
  wrapUpMs: 60_000,
  declineBackoffMs: 10_000,
  ...changes,
});

export const testAgent = (id: string, skillsets: readonly string[]): AgentConfig => ({
  id,
  username: id,
  name: `${id.charAt(0).toUpperCase()}${id.slice(1)}`,
  skills: skillsets.map((skillset) => ({ skillset, level: 5 })),
});

export const testStats: LegStats = {
  rttMs: 40,
  jitterMs: 3,
  lossIn: 0,
  lossOut: 0.01,
  audioPacketsIn: 500,
  audioPacketsOut: 500,
  videoPacketsIn: 0,
  videoPacketsOut: 0,
  bpsIn: 32_000,
  bpsOut: 32_000,
  silentMs: 20,
  r: 90,
  mos: 4.3,
  path: 'udp',
};

/** A target in short: `@bea` is an agent, `+39…` a number, everything else a service. */
export const targetOf = (short: string): Target => {
  if (short.startsWith('@')) return { kind: 'agent', agentId: short.slice(1) };
  return short.startsWith('+') ? { kind: 'number', number: short } : { kind: 'service', code: short };
};

/** The other way round. */
const shortOf = (to: Target): string => (to.kind === 'agent' ? `@${to.agentId}` : to.kind === 'service' ? to.code : to.number);

const shown = (presence: Presence): string => (presence.kind === 'paused' ? `paused(${presence.reason})` : presence.kind);

/** An event in one line, with what matters of its data: tests read like the log. */
export const tell = (event: NewEvent): string => {
  const id = event.stream.slice(event.stream.indexOf(':') + 1);
  switch (event.type) {
    case 'interaction.queued':
      return `${event.type} ${id} ${event.data.reason}${event.data.front ? ' front' : ''}`;
    case 'interaction.ended':
    case 'interaction.closed':
      return `${event.type} ${id} ${event.data.reason}`;
    case 'segment.offered':
      return `${event.type} ${event.data.segmentId} ${event.data.agentId}`;
    case 'segment.wrapping':
      return `${event.type} ${event.data.segmentId} ${event.data.endedBy}`;
    case 'segment.finished':
      return `${event.type} ${event.data.segmentId} ${event.data.outcome}`;
    case 'segment.accepted':
    case 'segment.online':
    case 'segment.held':
    case 'segment.resumed':
    case 'segment.noted':
    case 'segment.disposed':
    case 'segment.extended':
      return `${event.type} ${event.data.segmentId}`;
    case 'segment.muted':
      return `${event.type} ${event.data.segmentId} ${event.data.muted ? 'on' : 'off'}`;
    case 'segment.transferring':
      return `${event.type} ${event.data.segmentId} → ${event.data.toSegmentId}`;
    case 'segment.transferred':
      return `${event.type} ${event.data.segmentId} ${event.data.kind}${event.data.toSegmentId === null ? '' : ` → ${event.data.toSegmentId}`}`;
    case 'segment.transferFailed':
      return `${event.type} ${event.data.segmentId} ${event.data.reason}`;
    case 'segment.joined':
      return `${event.type} ${event.data.segmentId} ${event.data.agentId} ${event.data.via}`;
    case 'supervision.started':
    case 'supervision.modeChanged':
      return `${event.type} ${event.data.supervisionId} ${event.data.mode}`;
    case 'supervision.ended':
      return `${event.type} ${event.data.supervisionId} ${event.data.reason}`;
    case 'recording.started':
    case 'recording.paused':
    case 'recording.resumed':
    case 'recording.stopped':
    case 'recording.saved':
    case 'recording.failed':
    case 'recording.removed':
      return `${event.type} ${event.data.recordingId}`;
    case 'leg.connected':
    case 'leg.lost':
    case 'leg.measured':
      return `${event.type} ${event.data.legId}`;
    case 'agent.presenceChanged':
      return `${event.type} ${id} ${shown(event.data.presence)}`;
    case 'interaction.moved':
      return `${event.type} ${id} ${shortOf(event.data.to)}`;
    case 'interaction.created':
    case 'interaction.contactLinked':
    case 'interaction.dataSet':
    case 'interaction.erased':
    case 'interaction.callerHeld':
    case 'interaction.callerResumed':
    case 'interaction.rated':
    case 'agent.configured':
    case 'agent.removed':
    case 'agent.connected':
    case 'agent.disconnected':
    case 'service.configured':
    case 'service.removed':
      return `${event.type} ${id}`;
  }
};

/** Drives a world as the engine does, with a clock of its own. Every step answers the events it caused, in one line each. */
export class Script {
  readonly world: World = createWorld();
  readonly log: NewEvent[] = [];
  /** What receivers of notifications were told. */
  readonly facts: NotificationFact[] = [];
  at = 1_000_000;

  send(command: CommandRequest): string[] {
    // A request without its time: put back together, the compiler cannot see that it is a command again.
    const events = handle(this.world, { ...command, at: this.at } as Parameters<typeof handle>[1], (fact) => this.facts.push(fact));
    this.log.push(...events);
    return events.map(tell);
  }

  service(code: string, changes: Partial<ServiceConfig> = {}): string[] {
    return this.send({ type: 'service.configure', service: testService(code, changes) });
  }

  agent(id: string, ...skillsets: string[]): string[] {
    return this.send({ type: 'agent.configure', agent: testAgent(id, skillsets) });
  }

  /** A new agent who signs in and becomes ready. */
  readyAgent(id: string, ...skillsets: string[]): string[] {
    return [...this.agent(id, ...skillsets), ...this.connect(id), ...this.ready(id)];
  }

  connect(agentId: string): string[] {
    return this.send({ type: 'agent.connect', agentId });
  }

  disconnect(agentId: string): string[] {
    return this.send({ type: 'agent.disconnect', agentId });
  }

  presence(agentId: string, presence: Presence): string[] {
    return this.send({ type: 'agent.setPresence', agentId, presence, by: 'agent' });
  }

  ready(agentId: string): string[] {
    return this.presence(agentId, { kind: 'ready' });
  }

  create(interactionId: string, service: string): string[] {
    const customer = { name: null, contactId: null, answers: [] };
    return this.send({ type: 'interaction.create', interactionId, service, channel: 'webcall', language: 'en', customer });
  }

  /** A customer who calls and whose media comes up. */
  call(interactionId: string, service: string): string[] {
    return [...this.create(interactionId, service), ...this.up(customerLegIdOf(interactionId))];
  }

  up(legId: string): string[] {
    return this.send({ type: 'leg.connected', interactionId: interactionIdOf(legId), legId });
  }

  lose(legId: string): string[] {
    return this.send({ type: 'leg.lost', interactionId: interactionIdOf(legId), legId, cause: 'noMedia' });
  }

  fail(legId: string): string[] {
    return this.send({ type: 'leg.failed', interactionId: interactionIdOf(legId), legId, cause: 'noDevice' });
  }

  leave(interactionId: string): string[] {
    return this.send({ type: 'interaction.leave', interactionId });
  }

  /** What an agent does with a segment. */
  act(verb: 'accept' | 'decline' | 'hold' | 'resume' | 'hangUp' | 'extend' | 'finish', segmentId: string, agentId: string): string[] {
    return this.send({ type: `segment.${verb}`, interactionId: interactionIdOf(segmentId), segmentId, agentId });
  }

  /** What an agent does with a segment of their own, or (mute, remove) with somebody else's. */
  callControl(verb: 'cancelTransfer' | 'leaveTransfer' | 'remove', segmentId: string, agentId: string): string[] {
    return this.send({ type: `segment.${verb}`, interactionId: interactionIdOf(segmentId), segmentId, agentId });
  }

  endForAll(segmentId: string, agentId: string): string[] {
    return this.send({ type: 'conference.end', interactionId: interactionIdOf(segmentId), segmentId, agentId });
  }

  mute(segmentId: string, agentId: string, muted = true): string[] {
    return this.send({ type: 'segment.mute', interactionId: interactionIdOf(segmentId), segmentId, agentId, muted });
  }

  transfer(segmentId: string, agentId: string, to: string): string[] {
    return this.send({ type: 'segment.transfer', interactionId: interactionIdOf(segmentId), segmentId, agentId, to: targetOf(to) });
  }

  consult(segmentId: string, agentId: string, consultationId: string, to: string): string[] {
    const interactionId = interactionIdOf(segmentId);
    return this.send({ type: 'segment.consult', interactionId, segmentId, agentId, consultationId, to: targetOf(to) });
  }

  consultation(verb: 'swap' | 'complete' | 'cancel' | 'conference', interactionId: string, agentId: string): string[] {
    return this.send({ type: `consult.${verb}`, interactionId, agentId });
  }

  supervise(interactionId: string, agentId: string, mode: SuperviseMode): string[] {
    return this.send({ type: 'supervise.start', interactionId, agentId, mode });
  }

  superviseMode(interactionId: string, agentId: string, mode: SuperviseMode): string[] {
    return this.send({ type: 'supervise.setMode', interactionId, agentId, mode });
  }

  supervision(verb: 'stop' | 'takeOver', interactionId: string, agentId: string): string[] {
    return this.send({ type: `supervise.${verb}`, interactionId, agentId });
  }

  move(interactionId: string, to: string, by = 'sue'): string[] {
    return this.send({ type: 'interaction.move', interactionId, to: targetOf(to), by });
  }

  makeCall(interactionId: string, agentId: string, to: string, service: string | null = null): string[] {
    return this.send({ type: 'call.make', interactionId, agentId, to: targetOf(to), service, channel: 'webcall', language: 'en' });
  }

  hangUpCall(interactionId: string, agentId: string): string[] {
    return this.send({ type: 'call.hangUp', interactionId, agentId });
  }

  holdCall(verb: 'hold' | 'resume', interactionId: string, agentId: string): string[] {
    return this.send({ type: `call.${verb}`, interactionId, agentId });
  }

  /** Answers and brings the agent's media up. */
  answer(segmentId: string, agentId: string): string[] {
    return [...this.act('accept', segmentId, agentId), ...this.up(agentLegIdOf(segmentId))];
  }

  /** Lets time pass, with every deadline told at its moment. */
  wait(ms: number): string[] {
    const until = this.at + ms;
    const told: string[] = [];
    for (let next = nextDeadlineAt(this.world); next !== null && next <= until; next = nextDeadlineAt(this.world)) {
      this.at = Math.max(this.at, next);
      for (const stream of dueStreams(this.world, this.at)) told.push(...this.send({ type: 'deadline.reached', stream }));
    }
    this.at = until;
    return told;
  }
}
