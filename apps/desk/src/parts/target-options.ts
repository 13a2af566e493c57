import type { Channel, Target, TargetList } from '@centralino/protocol';
import { IconHash, IconHeadset, IconUser, IconUsersGroup, type Icon } from '@tabler/icons-react';
import type { useTranslations } from 'use-intl';
import { numberOf, phoneAsWritten } from '../lib/phone.ts';

export const targetGroups = ['agents', 'services', 'contacts', 'number'] as const;
export type TargetGroup = (typeof targetGroups)[number];

/** Somebody (or some service) whom a call may be for. */
export interface TargetOption {
  key: string;
  group: TargetGroup;
  target: Target;
  name: string;
  detail: string;
  /** Takes it at once. */
  free: boolean;
  /** Why they can't take it at all now; null: they can. */
  unable: string | null;
  icon: Icon;
}

/** All messages, by their whole key. */
type Words = ReturnType<typeof useTranslations<never>>;

/** Who was found, with what they can do with a call of this channel now. */
export function targetOptions({ agents, services, contacts }: TargetList, query: string, channel: Channel, t: Words): TargetOption[] {
  const number = numberOf(query);
  const noTrunk = t('target.noTrunk');
  return [
    ...agents.map((agent): TargetOption => {
      const detail = agentDetail(agent, t);
      return {
        key: `agent-${agent.agentId}`,
        group: 'agents',
        target: { kind: 'agent', agentId: agent.agentId },
        name: agent.name,
        detail,
        free: agent.callable,
        unable: agent.callable ? null : detail,
        icon: IconHeadset,
      };
    }),
    ...services.map((service): TargetOption => ({
      key: `service-${service.code}`,
      group: 'services',
      target: { kind: 'service', code: service.code },
      name: service.name,
      detail:
        service.agentsReady === 0
          ? t('target.nobodyThere', { waiting: service.waiting })
          : t('target.service', { waiting: service.waiting, free: service.agentsFree }),
      free: service.agentsFree > 0,
      unable: service.channels.includes(channel) ? null : t('target.noChannel', { channel: t(`channels.${channel}`) }),
      icon: IconUsersGroup,
    })),
    ...contacts.map((contact): TargetOption => ({
      key: `contact-${contact.contactId}`,
      group: 'contacts',
      target: { kind: 'number', number: numberOf(contact.number) ?? contact.number },
      name: contact.name || contact.company || phoneAsWritten(contact.number),
      detail: phoneAsWritten(contact.number),
      free: false,
      unable: noTrunk,
      icon: IconUser,
    })),
    ...(number === null
      ? []
      : [
          {
            key: 'number',
            group: 'number',
            target: { kind: 'number', number },
            name: phoneAsWritten(number),
            detail: '',
            free: false,
            unable: noTrunk,
            icon: IconHash,
          } satisfies TargetOption,
        ]),
  ];
}

/** Groups in their order, those where somebody can take the call first; in each who takes it at once, who can, and who can't. */
export function groupsOf(
  options: readonly TargetOption[],
  offered: readonly TargetGroup[],
): { group: TargetGroup; of: readonly TargetOption[] }[] {
  const rank = ({ free, unable }: TargetOption): number => (unable !== null ? 2 : free ? 0 : 1);
  const anybody = (of: readonly TargetOption[]): number => Number(of.every(({ unable }) => unable !== null));
  return offered
    .map((group) => ({
      group,
      of: options.filter((option) => option.group === group).sort((one, other) => rank(one) - rank(other)),
    }))
    .filter(({ of }) => of.length > 0)
    .sort((one, other) => anybody(one.of) - anybody(other.of));
}

/** Presence and activity in few words: whether they are free is what counts. */
function agentDetail(agent: TargetList['agents'][number], t: Words): string {
  const presence = t(`presence.${agent.presence.kind}`);
  if (!agent.connected || agent.presence.kind === 'loggedOut') return agent.presence.kind === 'loggedOut' ? presence : t('target.away');
  if (agent.activity === 'idle') return `${presence} · ${t('target.free')}`;
  return `${presence} · ${t(agent.activity === 'wrapping' ? 'target.wrapping' : 'target.busy')}`;
}
