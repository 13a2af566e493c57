import { interactionView } from '@centralino/core';
import { randomUUID } from 'node:crypto';
import { CentralinoError, type DeskRequests, type Role } from '@centralino/protocol';
import type { Contacts } from '../contacts/contacts.ts';
import type { MediaDoor } from '../media/media-door.ts';
import { takesPart } from './desk-views.ts';
import type { EnginePort } from './ports.ts';
import { colleagues, searchTargets } from './search-targets.ts';
import type { Handlers } from './session.ts';

type CallRequest =
  | `call.${'make' | 'hangUp' | 'hold' | 'resume'}`
  | `consult.${'swap' | 'complete' | 'cancel' | 'conference'}`
  | `segment.${'transfer' | 'cancelTransfer' | 'leaveTransfer' | 'consult' | 'mute' | 'remove'}`
  | `supervise.${'start' | 'setMode' | 'stop' | 'takeOver'}`
  | `recording.${'start' | 'pause' | 'resume' | 'stop'}`
  | `team.${'watch' | 'unwatch' | 'setPresence' | 'move'}`
  | 'call.setData'
  | 'token.get'
  | 'leg.dtmf'
  | 'targets.search'
  | 'agents.list';

const unbuilt = (): never => {
  throw new CentralinoError('request.notFound', 'not built yet');
};

/** Calling, transferring and consulting, in the agent's name. Who may do what is decided by the engine. */
export function callHandlers(context: {
  engine: EnginePort;
  contacts: Contacts;
  media: Pick<MediaDoor, 'dtmf'>;
  agentId: string;
  roles: readonly Role[];
}): Pick<Handlers<DeskRequests>, CallRequest> {
  const { engine, contacts, media, agentId, roles } = context;
  const supervisor = (): void => {
    if (!roles.includes('supervisor') && !roles.includes('admin'))
      throw new CentralinoError('auth.forbidden', 'only supervisors listen in');
  };
  const segment =
    (type: 'segment.cancelTransfer' | 'segment.leaveTransfer' | 'segment.remove' | `recording.${'start' | 'pause' | 'resume' | 'stop'}`) =>
    async ({ interactionId, segmentId }: { interactionId: string; segmentId: string }) => {
      await engine.send({ type, interactionId, segmentId, agentId });
      return {};
    };
  const call =
    (type: 'call.hangUp' | 'call.hold' | 'call.resume' | 'consult.swap' | 'consult.complete' | 'consult.cancel' | 'consult.conference') =>
    async ({ interactionId }: { interactionId: string }) => {
      await engine.send({ type, interactionId, agentId });
      return {};
    };
  return {
    'call.make': async ({ to, service, channel, contactId = null, language = 'it', callData = [] }) => {
      const interactionId = randomUUID();
      await engine.send({ type: 'call.make', interactionId, agentId, to, service, channel, language, contactId, callData });
      return { interactionId };
    },
    'call.hangUp': call('call.hangUp'),
    'call.hold': call('call.hold'),
    'call.resume': call('call.resume'),
    'segment.transfer': async ({ interactionId, segmentId, to }) => {
      await engine.send({ type: 'segment.transfer', interactionId, segmentId, agentId, to });
      return {};
    },
    'segment.cancelTransfer': segment('segment.cancelTransfer'),
    'segment.leaveTransfer': segment('segment.leaveTransfer'),
    'segment.consult': async ({ interactionId, segmentId, to }) => {
      const consultationId = randomUUID();
      await engine.send({ type: 'segment.consult', interactionId, segmentId, agentId, consultationId, to });
      return { interactionId: consultationId };
    },
    'consult.swap': call('consult.swap'),
    'consult.complete': call('consult.complete'),
    'consult.cancel': call('consult.cancel'),
    'consult.conference': call('consult.conference'),
    'segment.mute': async ({ interactionId, segmentId, muted }) => {
      await engine.send({ type: 'segment.mute', interactionId, segmentId, agentId, muted });
      return {};
    },
    'segment.remove': segment('segment.remove'),
    'recording.start': segment('recording.start'),
    'recording.pause': segment('recording.pause'),
    'recording.resume': segment('recording.resume'),
    'recording.stop': segment('recording.stop'),
    'call.setData': async ({ interactionId, data }) => {
      if (!takesPart(interactionView(engine.committed, interactionId), agentId)) throw new CentralinoError('interaction.unknown');
      await engine.send({ type: 'interaction.setData', interactionId, data, by: agentId });
      return {};
    },
    'token.get': unbuilt,
    'team.watch': unbuilt,
    'team.unwatch': unbuilt,
    'team.setPresence': unbuilt,
    'team.move': unbuilt,
    'supervise.start': async ({ interactionId, mode }) => {
      supervisor();
      await engine.send({ type: 'supervise.start', interactionId, agentId, mode });
      const own = interactionView(engine.committed, interactionId)?.supervisors.find((one) => one.agentId === agentId);
      if (own === undefined) throw new CentralinoError('supervise.none', 'the call ended in the meantime');
      return { legId: own.id };
    },
    'supervise.setMode': async ({ interactionId, mode }) => {
      supervisor();
      await engine.send({ type: 'supervise.setMode', interactionId, agentId, mode });
      return {};
    },
    'supervise.stop': async ({ interactionId }) => {
      await engine.send({ type: 'supervise.stop', interactionId, agentId });
      return {};
    },
    'supervise.takeOver': async ({ interactionId }) => {
      supervisor();
      await engine.send({ type: 'supervise.takeOver', interactionId, agentId });
      return {};
    },
    'leg.dtmf': async ({ legId, digits }) => {
      await media.dtmf({ legId, digits, principal: { party: 'agent', agentId } });
      return {};
    },
    'agents.list': () => ({ agents: colleagues(engine.committed, agentId) }),
    'targets.search': ({ query }) => searchTargets(engine.committed, contacts, agentId, query),
  };
}
