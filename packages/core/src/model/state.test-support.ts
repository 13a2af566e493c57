import { AgentView, CustomerView, InteractionView, ServiceStatus, customerLegIdOf } from '@centralino/protocol';
import type { Command, MediaSource, NewEvent } from '@centralino/protocol';
import { expect } from 'vitest';
import { isAvoiding, isOfferable } from '../interaction/interaction.ts';
import type { Interaction } from '../interaction/interaction.ts';
import { desiredMedia } from '../media/desired-media.ts';
import { desiredRecordings } from '../media/desired-recordings.ts';
import { legOwner } from '../media/leg-owner.ts';
import { agentView } from '../views/agent-view.ts';
import { customerView } from '../views/customer-view.ts';
import { interactionView } from '../views/interaction-view.ts';
import { serviceStatus } from '../views/service-status.ts';
import { listAgents, listServices, queueOf } from '../world/queries.ts';
import type { World } from '../world/world.ts';
import {
  aboutOf,
  freeAgents,
  heldOf,
  inLine,
  inTalk,
  isBusy,
  isOverOf,
  isQueuedFor,
  liveOf,
  onlineOf,
  openOf,
} from './naive.test-support.ts';

/* What must be true of the state after each event and after each command. */

/** Customers whose line is up and whose talk is not over. */
export const customersThere = (world: World): string[] => {
  return [...world.interactions.values()]
    .filter((one) => one.origin.kind === 'customer' && one.leg.kind === 'connected' && !isOverOf(one))
    .map(({ id }) => id);
};

/** A customer who was there is still there, or hung up, or was hung up on by the last agent of their talk. */
export const checkKept = (world: World, there: readonly string[], command: Command, events: readonly NewEvent[]): void => {
  for (const id of there) {
    const interaction = world.interactions.get(id);
    if (interaction === undefined || !isOverOf(interaction)) continue;
    const ended = 'interactionId' in command && command.interactionId === id ? command.type : 'nothing of theirs';
    expect(['interaction.leave', 'leg.failed', 'segment.hangUp', 'conference.end'], `${id} was lost by ${command.type}`).toContain(ended);
    if (command.type === 'leg.failed') expect(command.legId).toBe(customerLegIdOf(id));
  }
  // A transfer that failed has brought the customer back to somebody, or to the front.
  for (const event of events) {
    if (event.type !== 'segment.transferFailed' || event.data.reason === 'customerLeft') continue;
    const interaction = world.interactions.get(event.stream.slice('interaction:'.length));
    if (interaction?.origin.kind !== 'customer') continue;
    const front = events.some((one) => one.stream === event.stream && one.type === 'interaction.queued' && one.data.front);
    const moved = command.type === 'interaction.move' && command.interactionId === interaction.id;
    expect(onlineOf(interaction).length > 0 || front || moved || isOverOf(interaction), `${interaction.id} after a failed transfer`).toBe(
      true,
    );
    // Whoever ends a conference for all takes a transfer that still rings with it.
    if (isOverOf(interaction) && command.type !== 'conference.end') expect(there).not.toContain(interaction.id);
  }
};

export const checkExclusive = (shadow: World): void => {
  const work = new Map<string, { open: number; attention: number }>();
  const legs = new Set<string>();
  const count = (agentId: string, open: number, attention: number): void => {
    const one = work.get(agentId) ?? { open: 0, attention: 0 };
    work.set(agentId, { open: one.open + open, attention: one.attention + attention });
  };
  for (const interaction of shadow.interactions.values()) {
    const ringing = liveOf(interaction).filter(({ state }) => state.kind !== 'online');
    expect(ringing.length, `${interaction.id} is offered to`).toBeLessThanOrEqual(1);
    for (const { agentId } of openOf(interaction)) count(agentId, 1, 0);
    for (const { agentId, legId } of liveOf(interaction)) {
      count(agentId, 0, 1);
      expect(legs.has(legId), `${legId} is in two talks`).toBe(false);
      legs.add(legId);
    }
    for (const { agentId, ended } of interaction.supervisions) if (!ended) count(agentId, 0, 1);
    const { origin } = interaction;
    if (origin.kind === 'agent' && origin.consultFor === null && !isOverOf(interaction)) count(origin.agentId, 0, 1);
  }
  for (const [agentId, { open, attention }] of work) {
    expect(open, `open parts of ${agentId}`).toBeLessThanOrEqual(1);
    expect(attention, `what ${agentId} talks in or rings for`).toBeLessThanOrEqual(1);
  }
};

/** At most one recording runs, none when the talk is over, and what ended is saved, failed or on its way. What it records is what is heard. */
const checkRecordings = (world: World, interaction: Interaction): void => {
  const { id, recordings } = interaction;
  const running = recordings.filter(({ endedAt }) => endedAt === null);
  expect(running.length, `recordings of ${id}`).toBeLessThanOrEqual(isOverOf(interaction) ? 0 : 1);
  for (const one of recordings) {
    expect(one.endedAt === null ? ['recording', 'paused'] : ['saving', 'saved', 'failed', 'removed']).toContain(one.state.kind);
    expect(one.talk.ms).toBeGreaterThanOrEqual(0);
    if (one.talk.since === null)
      for (const leg of one.legs) expect(leg).toEqual({ ...leg, ms: Math.min(leg.ms, one.talk.ms), since: null });
  }
  const desired = desiredRecordings(world, id);
  expect(desired.map(({ recordingId }) => recordingId)).toEqual(running.map((one) => one.id));
  const { service } = interaction;
  const rule = world.services.get(service)?.config.recording?.rule;
  const talkers = onlineOf(interaction).filter(inTalk);
  const parties = talkers.length + (interaction.callerHeld ? 0 : 1);
  // Whoever is recorded is heard: the customer by an agent, each agent by the customer.
  for (const { legs, running: runs } of desired) {
    expect(runs).toBe(running[0]?.state.kind === 'recording' && parties > 1);
    expect(running[0]?.talk.since !== null).toBe(runs);
    const { wires } = desiredMedia(world, id);
    const customer = customerLegIdOf(id);
    const heard = wires.find(({ sink }) => sink === customer)?.source ?? null;
    const audible = heard === null ? [] : 'leg' in heard ? [heard.leg] : 'mix' in heard ? heard.mix : [];
    const lost = talkers.filter(({ leg }) => leg.kind !== 'connected').map(({ legId }) => legId);
    if (runs && !interaction.callerHeld)
      expect(legs.filter((legId) => !lost.includes(legId)).sort()).toEqual([customer, ...audible].sort());
  }
  if (rule === 'always' && interaction.origin.kind === 'customer' && talkers.length > 0) {
    expect(
      recordings.some((one) => one.endedAt === null || one.state.kind === 'failed'),
      `${id} is not recorded`,
    ).toBe(true);
  }
};

const checkInteraction = (world: World, interaction: Interaction): void => {
  const { id, phase, leg } = interaction;
  const view = InteractionView.parse(interactionView(world, id));
  CustomerView.parse(customerView(world, id));
  const live = liveOf(interaction);
  const hasDeadline = world.deadlines.due(Number.MAX_SAFE_INTEGER).includes(`interaction:${id}`);
  const atQueue = isQueuedFor(interaction) && leg.kind === 'connected';
  const talking = phase.kind === 'online' && leg.kind === 'connected' && onlineOf(interaction).every((one) => one.leg.kind === 'connected');
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
  if (interaction.callerHeld) {
    // Only who called by hand holds, and only a talk; whoever they hold alone hears music.
    expect(interaction.origin).toMatchObject({ kind: 'agent', consultFor: null });
    expect(phase.kind).toBe('online');
    const talkers = onlineOf(interaction).filter(inTalk);
    const [only] = talkers;
    const supervised = interaction.supervisions.some(({ ended, mode }) => !ended && mode !== 'listen');
    const heard = desiredMedia(world, id).wires.find(({ sink }) => sink === only?.legId)?.source;
    if (talkers.length === 1 && !supervised) expect(heard).toEqual({ player: 'music' });
  }
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
  // Nobody listens where nobody talks, and each supervisor's leg is up or waited for.
  for (const one of interaction.supervisions) {
    if (one.ended) continue;
    expect(onlineOf(interaction)).not.toEqual([]);
    expect(one.leg.kind === 'connected' || hasDeadline).toBe(true);
  }
  checkRecordings(world, interaction);
  // The media plane is asked for exactly the legs on which media may be offered.
  const { legs, wires } = desiredMedia(world, id);
  const known = [customerLegIdOf(id), ...view.segments.map(({ legId }) => legId), ...view.supervisors.map((one) => one.id)];
  expect(legs).toEqual(known.filter((legId) => legOwner(world, legId)?.interactionId === id));
  expect(wires.map(({ sink }) => sink)).toEqual(legs);
};

/** A consultation never outlives the part of the talk that it is about; of the two, exactly one is on hold. */
const checkConsultations = (world: World): void => {
  const parts = new Set<string>();
  for (const interaction of world.interactions.values()) {
    const about = aboutOf(interaction);
    if (about === null || isOverOf(interaction)) continue;
    const main = world.interactions.get(about.interactionId);
    const segment = main?.segments.find(({ id }) => id === about.segmentId);
    expect(segment?.state.kind, `what ${interaction.id} is about`).toBe('online');
    expect(segment?.transfer).toBeNull();
    expect(parts.has(about.segmentId)).toBe(false);
    parts.add(about.segmentId);
    expect(interactionView(world, about.interactionId)?.consultations).toContain(interaction.id);
    for (const talk of onlineOf(interaction)) expect(heldOf(talk)).toBe(segment === undefined || !heldOf(segment));
  }
};

/** Everybody hears exactly those who are in the talk with them, are up and not muted; never themselves. */
const checkHearing = (world: World): void => {
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
      ...(interaction.callerHeld
        ? []
        : [
            about === null
              ? { legId: customerLegIdOf(interaction.id), up: interaction.leg.kind === 'connected', muted: false }
              : { legId: consulting?.legId ?? '', up: consulting?.leg.kind === 'connected', muted: false },
          ]),
      ...talkers.map(({ legId, leg, muted }) => ({ legId, up: leg.kind === 'connected', muted })),
    ];
    if (talkers.length === 0) continue;
    const listening = interaction.supervisions.filter(({ ended }) => !ended);
    const heard = (mode: string, toAgent: boolean): boolean => mode === 'barge' || (mode === 'whisper' && toAgent);
    for (const party of parties) {
      const others = parties.filter((other) => other !== party && other.up && !other.muted);
      expected.get(party.legId)?.push(...others.map(({ legId }) => legId));
      const isAgent = talkers.some(({ legId }) => legId === party.legId);
      const supervisors = listening.filter(({ mode, leg }) => heard(mode, isAgent) && leg.kind === 'connected');
      // A caller who consults is heard from by the main talk's supervisors only.
      expected.get(party.legId)?.push(...supervisors.map(({ id }) => id));
    }
    for (const { id } of listening) {
      const others = parties.filter((other) => other.up && !other.muted);
      const barging = listening.filter((other) => other.id !== id && other.mode === 'barge' && other.leg.kind === 'connected');
      expected.get(id)?.push(...others.map(({ legId }) => legId), ...barging.map((other) => other.id));
    }
  }
  expect(hears).toEqual(expected);
};

export const checkSettled = (world: World, now: number): void => {
  for (const interaction of world.interactions.values()) checkInteraction(world, interaction);
  checkConsultations(world);
  checkHearing(world);
  for (const { id } of listAgents(world)) {
    const view = AgentView.parse(agentView(world, id));
    expect(view.activity !== 'idle').toBe(isBusy(world, id));
  }
  for (const { code, skillsets } of listServices(world)) {
    const status = ServiceStatus.parse(serviceStatus(world, code));
    const queued = [...world.interactions.values()].filter((one) => one.service === code && isQueuedFor(one));
    const inOrder = queued.sort((a, b) => inLine(a, b));
    expect(queueOf(world, code)).toEqual(inOrder.map(({ id }) => id));
    inOrder.forEach(({ id }, index) => expect(customerView(world, id)?.position).toBe(index + 1));
    expect(status.longestWaitSince).toBe(queued.length === 0 ? null : Math.min(...queued.map(({ arrivedAt }) => arrivedAt)));
    expect(status.agentsFree).toBe(freeAgents(world, skillsets).length);
    // Nobody waits while somebody could answer.
    for (const interaction of queued.filter(isOfferable)) {
      const free = freeAgents(world, skillsets).filter((id) => !isAvoiding(interaction, id, now));
      expect(free, `${interaction.id} waits`).toEqual([]);
    }
  }
};
