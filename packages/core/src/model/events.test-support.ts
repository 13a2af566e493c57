import { customerLegIdOf, eventData } from '@centralino/protocol';
import type { Command, NewEvent } from '@centralino/protocol';
import { expect } from 'vitest';
import { isAvoiding, isOfferable } from '../interaction/interaction.ts';
import type { Interaction } from '../interaction/interaction.ts';
import type { World } from '../world/world.ts';
import { aboutOf, freeAgents, inLine, isBusy, liveOf, onlineOf } from './naive.test-support.ts';

/* What must be true of every event at the moment at which it is decided. `shadow`: the world as folded so far. */

const checkSegmentEvent = (shadow: World, interaction: Interaction, event: NewEvent): void => {
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
    if (from === null) {
      expect(interaction.supervisions.find(({ id }) => id === legId)).toMatchObject({ agentId, ended: true });
      return;
    }
    const there = shadow.interactions.get(from.interactionId);
    const before = there?.segments.find(({ id }) => id === from.segmentId);
    expect(segment).toBeUndefined();
    expect(before).toMatchObject({ agentId, legId, state: { kind: 'finished', outcome: 'merged' } });
    expect(there?.phase).toEqual({ kind: 'closed', reason: 'merged' });
    return;
  }
  expect(segment?.agentId).toBe(agentId);
  // What became of a transfer is told also of who is gone.
  const late = ['segment.noted', 'segment.disposed', 'segment.transferred', 'segment.transferFailed'].includes(event.type);
  if (!late) expect(segment?.state.kind).not.toBe('finished');
};

/** Nobody whose line is up is dropped but by their own act, or by the agent who talked with them. */
const checkNotDropped = (interaction: Interaction, event: NewEvent, command: Command): void => {
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
      expect(['segment.hangUp', 'conference.end']).toContain(command.type);
      expect(command).toMatchObject({ segmentId: segment?.id });
      return;
    case 'colleague':
      expect(command.type).toBe('conference.end');
      expect(command).not.toMatchObject({ segmentId: segment?.id });
      return;
    case 'customer':
    case 'customerLost':
      // A consultation ends by what its agent does, and with the talk that it is about.
      if (aboutOf(interaction) === null) expect(left).toBe(true);
      return;
    case 'removed':
      if (command.type !== 'supervise.takeOver') expect(command).toMatchObject({ type: 'segment.remove', segmentId: segment?.id });
      expect(onlineOf(interaction).length).toBeGreaterThan(1);
      return;
    case 'transferred':
      expect(['segment.transfer', 'segment.leaveTransfer', 'segment.hangUp', 'consult.complete', 'leg.connected']).toContain(command.type);
  }
};

const checkOffer = (
  shadow: World,
  interaction: Interaction,
  event: Extract<NewEvent, { type: 'segment.offered' }>,
  command: Command,
): void => {
  const { agentId, why, until } = event.data;
  const agent = shadow.agents.get(agentId);
  const skillsets = shadow.services.get(interaction.service)?.config.skillsets ?? [];
  if (agent === undefined) throw new Error(`offered to ${agentId}, who does not exist`);
  expect(until).toBeGreaterThan(event.at);
  if (why.strategy === 'direct') {
    expect(agent).toMatchObject({ removed: false, connection: { kind: 'connected' } });
    expect(agent.presence.kind).not.toBe('loggedOut');
    expect(isBusy(shadow, agentId)).toBe(false);
    // A supervisor may take a waiting customer themselves.
    if (command.type !== 'interaction.move') expect(why.by).not.toBe(agentId);
    return;
  }
  expect(interaction.target.kind).toBe('service');
  expect(isOfferable(interaction)).toBe(true);
  // The first skillset that has anybody; in it, who is idle the longest.
  const allowed = (skillset: string): string[] => freeAgents(shadow, [skillset]).filter((id) => !isAvoiding(interaction, id, event.at));
  expect(why.skillset).toBe(skillsets.find((skillset) => allowed(skillset).length > 0));
  const candidates = allowed(why.skillset);
  expect(candidates).toContain(agentId);
  expect(why.candidates).toBe(candidates.length);
  const idleTimes = candidates.map((id) => shadow.agents.get(id)?.idleSince ?? 0);
  expect(agent.idleSince).toBe(Math.min(...idleTimes));
  // Nobody before them in line could have had this agent: other than those who avoid this agent now, or whose line is lost.
  for (const other of shadow.interactions.values()) {
    if (!isOfferable(other) || isAvoiding(other, agentId, event.at)) continue;
    const others = shadow.services.get(other.service)?.config.skillsets ?? [];
    if (!agent.config.skills.some(({ skillset }) => others.includes(skillset))) continue;
    expect(inLine(interaction, other), `${interaction.id} overtook ${other.id}`).toBeLessThanOrEqual(0);
  }
};

export const checkEvent = (shadow: World, event: NewEvent, command: Command): void => {
  eventData[event.type].parse(event.data);
  expect(event.at).toBe(command.at);
  const id = event.stream.slice(event.stream.indexOf(':') + 1);
  if (event.stream.startsWith('service:')) return;
  if (event.stream.startsWith('agent:')) {
    if (event.type !== 'agent.configured') expect(shadow.agents.get(id)?.removed).toBe(false);
    return;
  }
  if (event.type === 'interaction.created') {
    expect(shadow.interactions.has(id)).toBe(false);
    if (event.data.service !== 'direct') expect(shadow.services.get(event.data.service)?.removed).toBe(false);
    return;
  }
  const interaction = shadow.interactions.get(id);
  if (interaction === undefined) throw new Error(`${event.type} of an interaction that does not exist`);
  if (event.type.startsWith('segment.')) checkSegmentEvent(shadow, interaction, event);
  checkNotDropped(interaction, event, command);
  if (event.type === 'segment.offered') checkOffer(shadow, interaction, event, command);
};
