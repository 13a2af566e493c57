import { interactionView } from '@centralino/core';
import { CentralinoError, contactNameOf, type CommandRequest, type DeskRequests } from '@centralino/protocol';
import { readerOf } from '../contacts/address-books.ts';
import type { AuditPort } from '../audit/audit-log.ts';
import { Contacts } from '../contacts/contacts.ts';
import type { JourneyFeed } from '../journey/journey-feed.ts';
import type { MediaDoor } from '../media/media-door.ts';
import { popupHandlers } from '../popup/desk-handlers.ts';
import type { PopupDesk, PopupDoor } from '../popup/popup-door.ts';
import { callHandlers } from './call-handlers.ts';
import { tokenHandlers, type TokenPort } from './desk-tokens.ts';
import { takesPart } from './desk-views.ts';
import type { IceServers } from './ice-servers.ts';
import { checkPauseReason } from './pause-reasons.ts';
import type { DeskUser, EnginePort, StorePort } from './ports.ts';
import type { Handlers, Pusher } from './session.ts';
import { supervisorHandlers } from './supervisor-handlers.ts';
import type { TeamFeed } from './team-feed.ts';

type SegmentCommand = Extract<CommandRequest['type'], `segment.${'accept' | 'decline' | 'hold' | 'resume' | 'hangUp' | 'extend'}`>;

/** What a desk can ask, done in the agent's name: an agent can only ever act on their own segments and legs. */
export function deskHandlers(context: {
  engine: EnginePort;
  store: StorePort;
  media: MediaDoor;
  journeys: JourneyFeed;
  iceServers: IceServers;
  team: TeamFeed;
  audit: AuditPort;
  tokens: TokenPort;
  who: DeskUser;
  client: Pusher;
  popups: PopupDoor | null;
  desk: PopupDesk;
}): Handlers<DeskRequests> {
  const { engine, store, media, journeys, iceServers, team, audit, tokens, who, client, popups, desk } = context;
  const { user, sessionId, address } = who;
  const agentId = user.id;
  const principal = { party: 'agent', agentId } as const;
  const segment =
    (type: SegmentCommand) =>
    async ({ interactionId, segmentId }: { interactionId: string; segmentId: string }) => {
      await engine.send({ type, interactionId, segmentId, agentId });
      return {};
    };

  const contacts = new Contacts(store.db);
  const reader = readerOf(user);
  return {
    ...callHandlers({ engine, contacts, media, agentId }),
    ...supervisorHandlers({ engine, store, team, audit, user, address, client }),
    ...tokenHandlers({ store, tokens, userId: agentId, sessionId }),
    ...popupHandlers(popups, desk),
    'presence.set': async ({ presence }) => {
      if (presence.kind === 'paused') await checkPauseReason(store, presence.reason);
      await engine.send({ type: 'agent.setPresence', agentId, presence, by: 'agent' });
      return {};
    },
    'segment.accept': segment('segment.accept'),
    'segment.decline': segment('segment.decline'),
    'segment.hold': segment('segment.hold'),
    'segment.resume': segment('segment.resume'),
    'segment.hangUp': segment('segment.hangUp'),
    'segment.extend': segment('segment.extend'),
    'segment.dispose': async ({ interactionId, segmentId, outcome }) => {
      await engine.send({ type: 'segment.dispose', interactionId, segmentId, agentId, outcome });
      return {};
    },
    'segment.finish': async ({ interactionId, segmentId, outcome }) => {
      await engine.send({ type: 'segment.finish', interactionId, segmentId, agentId, outcome: outcome ?? null });
      return {};
    },
    'segment.note': async ({ interactionId, segmentId, note }) => {
      await engine.send({ type: 'segment.note', interactionId, segmentId, agentId, note });
      return {};
    },
    'contact.watch': async ({ contactId }) => {
      if (contactId === null) journeys.forget(client.id);
      else await journeys.watch(client, reader, contactId);
      return {};
    },
    'contact.link': async ({ interactionId, contactId }) => {
      // The same answer for an unknown interaction and for a colleague's: nothing can be found out by asking.
      if (!takesPart(interactionView(engine.committed, interactionId), agentId)) throw new CentralinoError('interaction.unknown');
      let name: string | null = null;
      let linked = contactId;
      if (contactId !== null) {
        const contact = await contacts.get(contactId, reader);
        // One that was merged is linked as the one that it is now.
        linked = contact.id;
        name = contactNameOf(contact).slice(0, 200) || null;
      }
      await engine.send({ type: 'interaction.linkContact', interactionId, contactId: linked, name, by: agentId });
      return {};
    },
    'leg.offer': ({ legId, sdp }) => media.offer({ legId, sdp, principal, client }),
    'leg.failed': async ({ legId, cause }) => {
      await media.failed({ legId, cause, principal, client });
      return {};
    },
    'test.offer': (data) => media.tests.offer(client, data),
    'test.stats': () => media.tests.stats(client.id),
    'test.close': async () => {
      await media.tests.close(client.id);
      return {};
    },
    'ice.get': () => ({ iceServers: iceServers.make() }),
    pong: () => ({}),
  };
}
