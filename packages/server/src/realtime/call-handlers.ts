import { interactionView } from '@centralino/core';
import { randomUUID } from 'node:crypto';
import { CentralinoError, type DeskRequests } from '@centralino/protocol';
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
  | `recording.${'start' | 'pause' | 'resume' | 'stop'}`
  | 'conference.end'
  | 'call.setData'
  | 'leg.dtmf'
  | 'targets.search'
  | 'agents.list';

/** Calling, transferring and consulting, in the agent's name. Who may do what is decided by the engine. */
export function callHandlers(context: {
  engine: EnginePort;
  contacts: Contacts;
  media: Pick<MediaDoor, 'dtmf'>;
  agentId: string;
}): Pick<Handlers<DeskRequests>, CallRequest> {
  const { engine, contacts, media, agentId } = context;
  const segment =
    (
      type:
        | `segment.${'cancelTransfer' | 'leaveTransfer' | 'remove'}`
        | 'conference.end'
        | `recording.${'start' | 'pause' | 'resume' | 'stop'}`,
    ) =>
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
    'conference.end': segment('conference.end'),
    'recording.start': segment('recording.start'),
    'recording.pause': segment('recording.pause'),
    'recording.resume': segment('recording.resume'),
    'recording.stop': segment('recording.stop'),
    'call.setData': async ({ interactionId, data }) => {
      if (!takesPart(interactionView(engine.committed, interactionId), agentId)) throw new CentralinoError('interaction.unknown');
      await engine.send({ type: 'interaction.setData', interactionId, data, by: agentId });
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
