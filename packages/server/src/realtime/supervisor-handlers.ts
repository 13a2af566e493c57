import { interactionView } from '@centralino/core';
import { CentralinoError, type DeskRequests, type SessionUser } from '@centralino/protocol';
import type { AuditPort } from '../audit/audit-log.ts';
import { checkPauseReason } from './pause-reasons.ts';
import type { EnginePort, StorePort } from './ports.ts';
import type { Handlers, Pusher } from './session.ts';
import type { TeamFeed } from './team-feed.ts';

type SupervisorRequest = `supervise.${'start' | 'setMode' | 'stop' | 'takeOver'}` | `team.${'watch' | 'unwatch' | 'setPresence' | 'move'}`;

/**
 * What supervisors can do, each refused with `auth.forbidden` to everybody else. What touches somebody's talk, presence or place in line
 * is in the audit before it is answered.
 */
export function supervisorHandlers(context: {
  engine: EnginePort;
  store: StorePort;
  team: TeamFeed;
  audit: AuditPort;
  user: SessionUser;
  address: string;
  client: Pusher;
}): Pick<Handlers<DeskRequests>, SupervisorRequest> {
  const { engine, store, team, audit, user, address, client } = context;
  const agentId = user.id;
  const viewOf = (interactionId: string) => interactionView(engine.committed, interactionId);

  const record = (action: SupervisorRequest, kind: 'interaction' | 'user', id: string, details: Record<string, unknown> = {}) =>
    audit.record({ user, action, subject: { kind, id }, details, address });

  const forSupervisors =
    <D, R>(handler: (data: D) => Promise<R>) =>
    async (data: D): Promise<R> => {
      if (!user.roles.includes('supervisor')) throw new CentralinoError('auth.forbidden', 'this is for supervisors');
      return handler(data);
    };

  return {
    'supervise.start': forSupervisors(async ({ interactionId, mode }) => {
      await engine.send({ type: 'supervise.start', interactionId, agentId, mode });
      const view = viewOf(interactionId);
      const agents = view?.segments.filter(({ state }) => state === 'online').map((one) => one.agentId);
      await record('supervise.start', 'interaction', interactionId, { mode, agents });
      const own = view?.supervisors.find((one) => one.agentId === agentId);
      if (own === undefined) throw new CentralinoError('supervise.none', 'the call ended in the meantime');
      return { legId: own.id };
    }),
    'supervise.setMode': forSupervisors(async ({ interactionId, mode }) => {
      await engine.send({ type: 'supervise.setMode', interactionId, agentId, mode });
      await record('supervise.setMode', 'interaction', interactionId, { mode });
      return {};
    }),
    'supervise.stop': forSupervisors(async ({ interactionId }) => {
      await engine.send({ type: 'supervise.stop', interactionId, agentId });
      await record('supervise.stop', 'interaction', interactionId);
      return {};
    }),
    'supervise.takeOver': forSupervisors(async ({ interactionId }) => {
      const agents = viewOf(interactionId)?.segments.filter(({ state }) => state === 'online');
      await engine.send({ type: 'supervise.takeOver', interactionId, agentId });
      await record('supervise.takeOver', 'interaction', interactionId, { from: agents?.map((one) => one.agentId) });
      return {};
    }),
    'team.watch': forSupervisors(async () => {
      team.watch(client);
      return {};
    }),
    'team.unwatch': forSupervisors(async () => {
      team.unwatch(client);
      return {};
    }),
    'team.setPresence': forSupervisors(async ({ agentId: whose, presence }) => {
      if (presence.kind === 'paused') await checkPauseReason(store, presence.reason);
      await engine.send({ type: 'agent.setPresence', agentId: whose, presence, by: 'supervisor' });
      await record('team.setPresence', 'user', whose, { presence });
      return {};
    }),
    'team.move': forSupervisors(async ({ interactionId, to }) => {
      const from = viewOf(interactionId)?.service.code;
      await engine.send({ type: 'interaction.move', interactionId, to, by: agentId });
      await record('team.move', 'interaction', interactionId, { from, to });
      return {};
    }),
  };
}
