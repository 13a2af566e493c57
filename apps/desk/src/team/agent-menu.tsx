import type { AgentView, Presence } from '@centralino/protocol';
import { ActionIcon, Menu } from '@mantine/core';
import { IconCheck, IconDots } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useStore } from '../lib/store.ts';
import { presenceLooks } from '../parts/presence-looks.ts';
import { useDesk } from '../state/desk-context.ts';
import { usePresenceWords, useReasonWords } from '../state/presence-words.ts';

const same = (one: Presence, other: Presence): boolean =>
  one.kind === other.kind && (one.kind !== 'paused' || other.kind !== 'paused' || one.reason === other.reason);

/** Sets an agent's presence; the notice that follows can take it back. */
export function AgentMenu(props: { agent: AgentView }): ReactNode {
  const { agent } = props;
  const desk = useDesk();
  const t = useTranslations();
  const words = usePresenceWords();
  const reasonWords = useReasonWords();
  const reasons = useStore(desk.state, (state) => state.pauseReasons);
  const item = (presence: Presence, label: string): ReactNode => {
    const Sign = presenceLooks[presence.kind].icon;
    const is = same(presence, agent.presence);
    return (
      <Menu.Item
        key={label}
        leftSection={<Sign size={16} aria-hidden />}
        rightSection={is ? <IconCheck size={16} aria-hidden /> : undefined}
        aria-current={is || undefined}
        onClick={() => {
          if (!is) void desk.team.setPresence(agent, presence, words(presence));
        }}
      >
        {label}
      </Menu.Item>
    );
  };
  return (
    <Menu position="bottom-end" withinPortal={false} withInitialFocusPlaceholder={false} transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" c="var(--cc-muted)" aria-label={t('team.presenceOf', { name: agent.name })}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {item({ kind: 'ready' }, t('team.setReady'))}
        {reasons.map(({ code }) => item({ kind: 'paused', reason: code }, t('team.setPaused', { reason: reasonWords(code) })))}
        {item({ kind: 'loggedOut' }, t('team.setOff'))}
      </Menu.Dropdown>
    </Menu>
  );
}
