import { Loader, NativeSelect, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useStore } from '../lib/store.ts';
import { failureWord } from '../messages/failure-message.ts';
import { Banner } from '../parts/banner.tsx';
import { useDesk } from '../state/desk-context.ts';
import { matches, talkingIn, talksIn, waitingIn, workByAgent } from '../state/team-state.ts';
import { useNameFor } from '../state/use-part.ts';
import { AgentTable } from './agent-table.tsx';
import { ListenStage } from './listen-stage.tsx';
import { QueueTiles } from './queue-tiles.tsx';
import { TalkTable } from './talk-table.tsx';
import { WaitingTable } from './waiting-table.tsx';
import styles from './team.module.css';

/** Agents, queues, talks and waiting customers live, and what a supervisor can do about them. */
export function Wallboard(): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const nameFor = useNameFor();
  const team = useStore(desk.team.store);
  const failure = useStore(desk.team.failure);
  const supervised = useStore(desk.state, (state) => state.supervised);
  const [query, setQuery] = useState('');
  const [service, setService] = useState('');
  useEffect(() => desk.team.watch(), [desk]);

  const work = useMemo(() => workByAgent(team.interactions.values()), [team.interactions]);
  const talks = useMemo(() => talksIn(team.interactions.values()), [team.interactions]);
  const waiting = useMemo(() => waitingIn(team.interactions.values()), [team.interactions]);
  const ofService = (code: string): boolean => service === '' || service === code;

  return (
    <div className={styles.board}>
      <header className={styles.head}>
        <h1 className={styles.title}>{t('team.title')}</h1>
        <TextInput
          type="search"
          className={styles.search}
          aria-label={t('team.search')}
          placeholder={t('team.search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
        <NativeSelect
          aria-label={t('team.service')}
          value={service}
          data={[{ value: '', label: t('team.allServices') }, ...team.services.map(({ code, name }) => ({ value: code, label: name }))]}
          onChange={(event) => setService(event.currentTarget.value)}
        />
      </header>
      {supervised !== null && <ListenStage key={supervised.id} interaction={supervised} />}
      {failure !== null && <Banner tone="warning">{t('team.failed', { reason: t(`errors.${failureWord(failure)}`) })}</Banner>}
      {!team.known ? (
        failure === null && (
          <p className={styles.empty} role="status">
            <Loader size={16} aria-hidden /> {t('common.loading')}
          </p>
        )
      ) : (
        <>
          <QueueTiles services={team.services.filter(({ code }) => ofService(code))} talks={talks} />
          <div className={styles.columns}>
            <div className={styles.column}>
              <WaitingTable
                waiting={waiting.filter((one) => ofService(one.service.code) && matches(query, nameFor(one), one.service.name))}
              />
              <TalkTable
                talks={talks.filter(
                  (one) =>
                    ofService(one.service.code) &&
                    matches(query, nameFor(one), one.service.name, ...talkingIn(one).map(({ agentName }) => agentName)),
                )}
                busy={supervised !== null}
              />
            </div>
            <AgentTable
              agents={[...team.agents.values()].filter(({ id, name, username }) => {
                const busyWith = work.get(id)?.interaction;
                if (service !== '' && busyWith?.service.code !== service) return false;
                return matches(query, name, username, busyWith === undefined ? null : nameFor(busyWith));
              })}
              work={work}
            />
          </div>
        </>
      )}
    </div>
  );
}
