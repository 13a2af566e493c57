import {
  dialledPhone,
  directServiceCode,
  sdkContactId,
  sdkEndpoint,
  type FormAnswer,
  type InteractionView,
  type ProfileContact,
  type ProfileHappening,
  type Target,
} from '@centralino/protocol';
import type { ExpectedCall, FeedCall, SdkFeed, UsernameOf } from './sdk-feed.ts';

/** How contacts of the SDK begin: what is known of a call, in the words of pages. */

/** Whom a call or transfer is for, as pages name them. */
export const destinationOf = (to: Target, view: InteractionView | null, usernameOf: UsernameOf): string => {
  if (to.kind === 'number') return to.number;
  if (to.kind === 'service') return to.code;
  return (
    usernameOf(to.agentId) ?? view?.segments.find(({ agentId }) => agentId === to.agentId)?.agentName ?? view?.targetName ?? to.agentId
  );
};

/** What was called, as notifications and popups tell it too. */
const numberOf = ({ code, number = code }: InteractionView['service']): string => number;

const newCall = (contact: string, interactionId: string, segmentId: string | null): FeedCall => ({
  contact,
  interactionId,
  segmentId,
  main: null,
  consulted: false,
  held: false,
  left: false,
  destination: '',
  talking: [],
});

/** A call that this agent makes, or a consultation about a call of theirs. */
export function startDialled(
  feed: SdkFeed,
  view: InteractionView,
  usernameOf: UsernameOf,
  expected: ExpectedCall | null,
): ProfileHappening[] {
  if (feed.calls[view.id] !== undefined || view.origin.kind !== 'agent') return [];
  const { consultFor } = view.origin;
  const call = newCall(sdkContactId(`${view.id}.0`, { node: 'EP' }), view.id, null);
  call.main = consultFor?.segmentId ?? null;
  feed.calls[view.id] = call;
  const main = call.main === null ? undefined : feed.calls[call.main]?.contact;
  const contact: ProfileContact = {
    id: call.contact,
    uuid: view.id,
    channel: view.channel,
    kind: call.main === null ? 'manual' : 'consultation',
    from: sdkEndpoint(feed.agent.username),
    to: expected?.destination ?? (view.target.kind === 'service' ? numberOf(view.service) : destinationOf(view.target, view, usernameOf)),
    queue: '',
    description: expected?.description ?? '',
    callData: expected?.callData ?? view.callData,
  };
  return [{ type: 'started', contact, ...(main === undefined ? {} : { main }) }];
}

/** The number that the customer wrote in the form, as it is dialled; null: it has none in it. */
const saidNumber = (answers: readonly FormAnswer[]): string | null =>
  /^\+?\d+$/.exec(dialledPhone(answers.find(({ key }) => key === 'phone')?.value ?? ''))?.[0] ?? null;

/** A customer's call, or a colleague's, that rings here (or comes in with a consultation that became a part of it). */
export function startRinging(feed: SdkFeed, view: InteractionView, segmentId: string, usernameOf: UsernameOf): ProfileHappening[] {
  const segment = view.segments.find(({ id }) => id === segmentId);
  if (feed.calls[segmentId] !== undefined || segment === undefined) return [];
  const call = newCall(sdkContactId(segmentId, { node: 'GW' }), view.id, segmentId);
  feed.calls[segmentId] = call;
  const { origin, customer } = view;
  if (origin.kind === 'agent') call.consulted = origin.consultFor !== null;
  const distributed = origin.kind === 'customer' || segment.why.strategy !== 'direct';
  const username = origin.kind === 'agent' ? usernameOf(origin.agentId) : undefined;
  const caller =
    origin.kind === 'customer'
      ? (saidNumber(customer.answers) ?? customer.name ?? '')
      : username === undefined
        ? origin.agentName
        : sdkEndpoint(username);
  // Who comes in by a consultation talks with a customer of the service that this one called.
  const service = segment.service.code === directServiceCode ? view.service : segment.service;
  const contact: ProfileContact = {
    id: call.contact,
    uuid: view.id,
    channel: view.channel,
    kind: distributed ? 'inbound' : 'colleague',
    from: caller,
    to: distributed ? numberOf(service) : sdkEndpoint(feed.agent.username),
    queue: distributed ? service.code : '',
    waitingSince: view.arrivedAt,
    callData: view.callData,
  };
  return [{ type: 'started', contact }];
}
