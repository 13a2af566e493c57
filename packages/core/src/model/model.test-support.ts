import { CentralinoError, SuperviseMode, agentLegIdOf, customerLegIdOf, interactionIdOf } from '@centralino/protocol';
import type { Command, CommandRequest, Disposition, NewEvent, Target } from '@centralino/protocol';
import { expect } from 'vitest';
import type { Interaction } from '../interaction/interaction.ts';
import { testStats } from '../testing/script.ts';
import { agentView } from '../views/agent-view.ts';
import { evolve } from '../world/evolve.ts';
import { handle } from '../world/handle.ts';
import { dueStreams, forget, forgettable, listAgents, listServices, nextDeadlineAt, queueOf } from '../world/queries.ts';
import { loadWorld, saveWorld } from '../world/save.ts';
import { createWorld } from '../world/world.ts';
import { checkEvent } from './events.test-support.ts';
import { aboutOf, at, isBusy, jsonOf, onlineOf, openOf } from './naive.test-support.ts';
import { checkExclusive, checkKept, checkSettled, customersThere } from './state.test-support.ts';
import { agentIds, agents, services, suits } from './steps.test-support.ts';
import type { Step } from './steps.test-support.ts';

/*
 * Random commands, time steps, losses and restarts against the properties that core promises. The world under test decides;
 * a second one only folds the events, one by one, and is what the properties are checked on with plain loops, not with the indexes.
 */

export class Model {
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
    const there = customersThere(this.world);
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
      checkEvent(this.shadow, event, command);
      evolve(this.shadow, event);
      checkExclusive(this.shadow);
      this.log.push(event);
      this.seen[event.type] = (this.seen[event.type] ?? 0) + 1;
      if (event.type === 'segment.finished') this.seen[event.data.outcome] = 1;
      if (event.type === 'interaction.closed') this.seen[`closed ${event.data.reason}`] = 1;
      if (event.type === 'segment.transferFailed') this.seen[`transferFailed ${event.data.reason}`] = 1;
      if (event.type === 'supervision.ended') this.seen[`listening ${event.data.reason}`] = 1;
      if (event.type === 'segment.joined') this.seen[`joined ${event.data.via}`] = 1;
      if (event.type === 'segment.transferred') this.seen[`transferred ${event.data.kind}`] = 1;
      if (event.type === 'interaction.moved') this.seen[`moved to ${event.data.to.kind}`] = 1;
      if (event.type === 'interaction.queued') this.seen[`queued ${event.data.reason}`] = 1;
      if (event.type === 'segment.wrapping') this.seen[`wrapping ${event.data.endedBy}`] = 1;
    }
    // Compared as text first: a thousand times quicker than the deep comparison that shows where they differ.
    if (jsonOf(this.shadow) !== jsonOf(this.world)) expect(saveWorld(this.shadow)).toEqual(saveWorld(this.world));
    checkKept(this.world, there, command, events);
    checkSettled(this.world, this.now);
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
    const listening = this.#listening(open, n, agentId);
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
      case 'extend':
        return this.send({ type: 'segment.extend', ...part });
      case 'dispose':
      case 'finish': {
        const chosen: (Disposition | null)[] = [null, { level1: 'sold', level2: 'cash' }, { level1: 'sold', level2: null }];
        return this.send({ type: `segment.${kind}`, ...part, outcome: chosen[m % 3] ?? null });
      }
      case 'endForAll': {
        // Mostly in a conference: else there is nobody else to end it for.
        const conferences = open.filter((one) => onlineOf(one).length > 1);
        const one = at(m % 7 === 0 ? open : conferences, n);
        const own = one === undefined ? undefined : at(onlineOf(one), m);
        const ids = one === undefined || own === undefined ? part : { interactionId: one.id, segmentId: own.id, agentId: own.agentId };
        return this.send({ type: 'conference.end', ...ids });
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
      case 'supervise': {
        const talks = open.filter((one) => onlineOf(one).length > 0);
        const talk = at(talks, n)?.id ?? interactionId;
        const free = agentIds.filter((id) => !isBusy(this.world, id));
        const by = at(m % 5 === 0 ? agentIds : free, m) ?? agentId;
        return this.send({ type: 'supervise.start', interactionId: talk, agentId: by, mode: at(SuperviseMode.options, n) ?? 'listen' });
      }
      case 'move': {
        const waiting = open.filter(({ origin, phase }) => origin.kind === 'customer' && ['queued', 'offered'].includes(phase.kind));
        const moved = (m % 10 === 0 ? undefined : at(waiting, n)) ?? interaction;
        return this.send({ type: 'interaction.move', interactionId: moved?.id ?? 'nobody', to, by: at(agentIds, n) ?? 'nobody' });
      }
      case 'superviseMode':
        return this.send({ type: 'supervise.setMode', ...listening.ids, mode: at(SuperviseMode.options, m) ?? 'listen' });
      case 'superviseStop':
        return this.send({ type: 'supervise.stop', ...listening.ids });
      case 'takeOver':
        return this.send({ type: 'supervise.takeOver', ...listening.ids });
      case 'supervisorUp':
        return this.send({ type: 'leg.connected', ...listening.leg });
      case 'supervisorLost':
        return this.send({ type: 'leg.lost', ...listening.leg, cause: 'noMedia' });
      case 'supervisorFailed':
        return this.send({ type: 'leg.failed', ...listening.leg, cause: 'noDevice' });
      case 'recordStart':
        return this.send({ type: 'recording.start', ...part });
      case 'recordPause':
        return this.send({ type: 'recording.pause', ...part });
      case 'recordResume':
        return this.send({ type: 'recording.resume', ...part });
      case 'recordStop':
        return this.send({ type: 'recording.stop', ...part });
      case 'recordSave':
      case 'recordFail':
      case 'recordRemove': {
        // Mostly one whose files are on their way (or have arrived); also of interactions that are over.
        const known = all.flatMap(({ recordings }) => recordings);
        const fitting = known.filter(({ state }) => state.kind === (kind === 'recordRemove' ? 'saved' : 'saving'));
        const recordingId = at(m % 5 === 0 ? known : fitting, n)?.id ?? 'nobody.r-1';
        const ids = { interactionId: interactionIdOf(recordingId), recordingId };
        if (kind === 'recordRemove') return this.send({ type: 'recording.remove', ...ids });
        if (kind === 'recordFail') return this.send({ type: 'recording.fail', ...ids, detail: 'disk full' });
        return this.send({ type: 'recording.save', ...ids, result: { ms: m, talkMs: m, complete: true, problems: [] } });
      }
      case 'setData':
        return this.send({ type: 'interaction.setData', interactionId, data: [{ name: `n${m % 3}`, value: `${m}` }], by: null });
      case 'holdCall':
      case 'resumeCall': {
        // Mostly a call that can be held, or is.
        const calls = open.filter((one) => one.origin.kind === 'agent' && onlineOf(one).length > 0);
        const own = at(m % 7 === 0 ? open : calls.filter(({ callerHeld }) => callerHeld === (kind === 'resumeCall')), n);
        const by = own?.origin.kind === 'agent' && m % 20 !== 1 ? own.origin.agentId : agentId;
        const type = kind === 'holdCall' ? 'call.hold' : 'call.resume';
        return this.send({ type, interactionId: own?.id ?? interactionId, agentId: by });
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
      case 'erase':
        return this.send({ type: 'interaction.erase', interactionId: at(all, n)?.id ?? 'nobody' });
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
          expect(this.world.interactions.get(id)?.recordings.filter(({ state }) => state.kind === 'saving')).toEqual([]);
          forget(this.world, id);
          forget(this.shadow, id);
        }
    }
  }

  /** A supervision: mostly one that goes on. */
  #listening(open: readonly Interaction[], n: number, nobody: string) {
    const found = at(
      open
        .flatMap((one) => one.supervisions.map((supervision) => ({ interactionId: one.id, ...supervision })))
        .sort((a, b) => Number(a.ended) - Number(b.ended)),
      n % 3,
    );
    const interactionId = found?.interactionId ?? 'nobody';
    return {
      ids: { interactionId, agentId: n % 20 === 1 ? nobody : (found?.agentId ?? nobody) },
      leg: { interactionId, legId: found?.id ?? 'nobody.s-1' },
    };
  }

  #nextId(): string {
    return `i${(this.#created += 1)}`;
  }

  /** Mostly an agent, mostly one who is free; now and then a service or a number. */
  #target(m: number): Target {
    if (m % 11 === 0) return { kind: 'number', number: '+39061234567' };
    if (m % 4 === 0) return { kind: 'service', code: at(services, m)?.code ?? '' };
    const free = agentIds.filter((id) => !isBusy(this.world, id));
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
}

export const play = (list: readonly Step[]): Model => {
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
