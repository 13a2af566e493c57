import type { AgentView, InteractionView, SegmentView } from '@centralino/protocol';
import { SegmentedControl } from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { presenceLooks } from '../parts/presence-looks.ts';
import { agentFilters, groupOf, type AgentFilter } from '../state/team-state.ts';
import { useNameFor } from '../state/use-part.ts';
import { AgentMenu } from './agent-menu.tsx';
import { usePresenceWords } from '../state/presence-words.ts';
import { useCapped } from './capped.tsx';
import { Card } from './card.tsx';
import { Since } from './since.tsx';
import styles from './team.module.css';

type Work = ReadonlyMap<string, { interaction: InteractionView; segment: SegmentView | null }>;

/** Agents with what they do now, by name. */
export function AgentTable(props: { agents: AgentView[]; work: Work }): ReactNode {
  const t = useTranslations();
  const nameFor = useNameFor();
  const words = usePresenceWords();
  const [filter, setFilter] = useState<AgentFilter>('there');
  const agents = useMemo(
    () =>
      props.agents
        .filter((agent) => (filter === 'there' ? groupOf(agent) !== 'off' : groupOf(agent) === filter))
        .sort((one, other) => one.name.localeCompare(other.name)),
    [props.agents, filter],
  );
  const { shown, more } = useCapped(agents);
  return (
    <Card
      title={t('team.agents')}
      count={agents.length}
      empty={t('team.nobodyThere')}
      more={more}
      tools={
        <SegmentedControl
          size="xs"
          className={styles.filter}
          aria-label={t('team.filters.label')}
          value={filter}
          data={agentFilters.map((one) => ({ value: one, label: t(`team.filters.${one}`) }))}
          onChange={(value) => setFilter(value as AgentFilter)}
        />
      }
    >
      <table className={styles.table}>
        <thead className={styles.names}>
          <tr>
            <th scope="col">{t('team.columns.agent')}</th>
            <th scope="col">{t('team.columns.activity')}</th>
            <th scope="col">{t('team.columns.since')}</th>
            <th scope="col">{t('team.columns.actions')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((agent) => {
            const busy = agent.activity !== 'idle';
            const kind = busy ? agent.activity : agent.presence.kind;
            const { icon: Sign, colour } = presenceLooks[kind as keyof typeof presenceLooks];
            const work = busy ? props.work.get(agent.id) : undefined;
            return (
              <tr key={agent.id}>
                <th scope="row">
                  <span className={styles.who}>{agent.name}</span>
                  <span className={styles.sub}>{work === undefined ? agent.username : nameFor(work.interaction)}</span>
                </th>
                <td>
                  <span className={`${styles.state} ${styles[colour]}`}>
                    <Sign size={16} aria-hidden /> {busy ? t(`team.activity.${agent.activity}`) : words(agent.presence)}
                  </span>
                  {(busy || !agent.connected) && agent.presence.kind !== 'loggedOut' && (
                    <span className={styles.sub}>{agent.connected ? words(agent.presence) : t('team.notConnected')}</span>
                  )}
                </td>
                <td>
                  <Since at={sinceOf(agent, work?.segment ?? null)} />
                </td>
                <td className={styles.actions}>
                  <AgentMenu agent={agent} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Card>
  );
}

/** Since when the agent does what they do. */
function sinceOf({ activity, presenceSince }: AgentView, segment: SegmentView | null): number {
  if (activity === 'idle' || segment === null) return presenceSince;
  const at = { wrapping: segment.endedAt, talking: segment.onlineAt, connecting: segment.acceptedAt, ringing: null, calling: null }[
    activity
  ];
  return at ?? segment.offeredAt;
}
