import type {
  NotificationCallType,
  NotificationChannel,
  NotificationEvent,
  NotificationFact,
  NotificationParty,
} from '@centralino/protocol';
import { consultFor } from '../interaction/interaction.ts';
import type { Interaction } from '../interaction/interaction.ts';
import type { Segment } from '../segment/segment.ts';
import { serviceNumberOf } from '../views/interaction-view.ts';
import type { World } from '../world/world.ts';

/** Username of an agent; an id that is no agent's is said as it is. */
export const agentUser = (world: World, id: string): string => world.agents.get(id)?.config.username ?? id;

const noName = { contactId: null, name: '' };

/** Without a telephone trunk a customer is known by their contact's number, or by the one that they typed. */
const customerOf = ({ customer }: Interaction): NotificationParty => ({
  contactId: customer.contactId,
  number: customer.answers.find(({ key }) => key === 'phone')?.value ?? '',
  name: customer.name ?? '',
});

/** Who calls, and who is called. A consultation is between colleagues; a call by hand may be about a contact: then that is who is called. */
const partiesOf = (world: World, interaction: Interaction, service: string): { caller: NotificationParty; called: NotificationParty } => {
  const { origin, target, customer } = interaction;
  const called: NotificationParty =
    target.kind === 'agent'
      ? { ...noName, number: agentUser(world, target.agentId), name: world.agents.get(target.agentId)?.config.name ?? '' }
      : { ...noName, number: target.kind === 'service' ? serviceNumberOf(world, target.code) : target.number };
  if (origin.kind === 'customer')
    return { caller: customerOf(interaction), called: { ...noName, number: serviceNumberOf(world, service) } };
  const name = world.agents.get(origin.agentId)?.config.name ?? '';
  const caller = { ...noName, number: agentUser(world, origin.agentId), name };
  if (consultFor(interaction) !== null || customer.contactId === null) return { caller, called };
  return { caller, called: { ...called, contactId: customer.contactId } };
};

export interface Saying {
  readonly type: NotificationCallType;
  readonly event: NotificationEvent;
  readonly channel: NotificationChannel;
  readonly at: number;
  readonly segment?: Segment;
  readonly userclid?: string | null;
  readonly userdnis?: string | null;
  readonly reason?: string | null;
}

/** A fact with everything that its variables can be filled from. */
export const factOf = (world: World, interaction: Interaction, saying: Saying): NotificationFact => {
  const { type, event, channel, at, segment } = saying;
  const { origin, target } = interaction;
  const service = segment?.service ?? interaction.service;
  const agent = segment === undefined ? undefined : world.agents.get(segment.agentId)?.config;
  const calledUser = agent?.username ?? (target.kind === 'agent' ? agentUser(world, target.agentId) : null);
  const byHand = origin.kind === 'agent' ? agentUser(world, origin.agentId) : null;
  return {
    type,
    event,
    channel,
    at,
    interactionId: interaction.id,
    service,
    serviceName: world.service(service)?.config.name ?? service,
    sourceChannel: interaction.channel,
    language: interaction.language,
    ...partiesOf(world, interaction, service),
    userclid: saying.userclid === undefined ? (type === 'TRANSFER' ? (agent?.username ?? null) : byHand) : saying.userclid,
    userdnis: saying.userdnis === undefined ? calledUser : saying.userdnis,
    agent: agent === undefined ? null : { username: agent.username, name: agent.name },
    reason: saying.reason ?? null,
    data: [...interaction.callData],
  };
};
