import type { AgentView, Overview } from '@centralino/protocol';
import { useStore } from '@centralino/ui';
import { IconLayoutDashboard } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { api } from '../../api/api.ts';
import { durationText } from '../../kit/format.ts';
import { Show, useLoad } from '../../kit/load.tsx';
import { PageHead } from '../../kit/page-head.tsx';
import page from '../../kit/page.module.css';
import type { ConsolePage } from '../../registry.ts';
import { session } from '../../session.ts';
import styles from './dashboard.module.css';
import { FirstSteps } from './first-steps.tsx';

export const dashboardPage: ConsolePage = {
  id: 'dashboard',
  group: 'home',
  icon: IconLayoutDashboard,
  roles: ['admin', 'supervisor'],
  show: () => <Dashboard />,
};

const everyMs = 3_000;
const states = ['ready', 'busy', 'away', 'paused', 'loggedOut'] as const;

/** What an agent does, in the words of the dashboard. Ready without a browser is nobody whom a call could reach. */
const stateOf = (agent: AgentView): (typeof states)[number] => {
  if (agent.activity !== 'idle') return 'busy';
  if (agent.presence.kind === 'ready' && !agent.connected) return 'away';
  return agent.presence.kind;
};

function Dashboard(): ReactNode {
  const t = useTranslations('dashboard');
  const who = useStore(session);
  const isAdmin = who.kind === 'signedIn' && who.user.roles.includes('admin');
  const loaded = useLoad(
    'dashboard',
    async () => {
      const [overview, agents] = await Promise.all([api.overview(new Date().setHours(0, 0, 0, 0)), api.agents()]);
      return { overview, agents };
    },
    everyMs,
  );
  return (
    <>
      <PageHead title={t('menu')} intro={t('intro')} />
      <div className={styles.stack}>
        {isAdmin && <FirstSteps />}
        <Show loaded={loaded}>{({ overview, agents }) => <Figures overview={overview} agents={agents} />}</Show>
      </div>
    </>
  );
}

function Tile(props: { label: string; value: number; note?: string | undefined; tone?: 'amber' | 'green' | undefined }): ReactNode {
  return (
    <div className={styles.tile}>
      <dt className={styles.label}>{props.label}</dt>
      <dd className={`${styles.value} ${props.tone === undefined ? '' : styles[props.tone]}`}>
        {props.value}
        {props.note !== undefined && <span className={styles.note}>{props.note}</span>}
      </dd>
    </div>
  );
}

function Figures({ overview, agents }: { overview: Overview; agents: AgentView[] }): ReactNode {
  const t = useTranslations('dashboard');
  const sum = (of: (service: Overview['services'][number]) => number): number => overview.services.reduce((all, one) => all + of(one), 0);
  const waits = overview.services.flatMap(({ longestWaitSince }) => (longestWaitSince === null ? [] : [longestWaitSince]));
  const waiting = sum((one) => one.waiting);
  const count = (state: (typeof states)[number]): number => agents.filter((agent) => stateOf(agent) === state).length;
  return (
    <>
      <dl className={styles.tiles}>
        <Tile
          label={t('waiting')}
          value={waiting}
          tone={waiting > 0 ? 'amber' : undefined}
          note={waits.length === 0 ? undefined : t('longest', { time: durationText(overview.at - Math.min(...waits)) })}
        />
        <Tile label={t('talking')} value={sum((one) => one.talking)} />
        <Tile label={t('ready')} value={count('ready')} tone={count('ready') > 0 ? 'green' : undefined} />
        <Tile label={t('today')} value={sum((one) => one.arrived)} />
        <Tile label={t('answered')} value={sum((one) => one.answered)} />
        <Tile label={t('unanswered')} value={sum((one) => one.unanswered)} />
      </dl>
      {overview.services.length > 0 && (
        <section className={page.card}>
          <h2 className={styles.heading}>{t('byService')}</h2>
          <div className={page.scroll} tabIndex={0} role="group" aria-label={t('byService')}>
            <table className={page.table}>
              <thead>
                <tr>
                  {(['service', 'waiting', 'talking', 'today', 'answered', 'unanswered', 'wait'] as const).map((word) => (
                    <th key={word} scope="col">
                      {t(word)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody className="cc-tabular">
                {overview.services.map((one) => (
                  <tr key={one.code}>
                    <td>{one.name}</td>
                    <td>{one.waiting}</td>
                    <td>{one.talking}</td>
                    <td>{one.arrived}</td>
                    <td>{one.answered}</td>
                    <td>{one.unanswered}</td>
                    <td>{one.averageWaitMs === null ? '–' : durationText(one.averageWaitMs)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
      <section className={page.card}>
        <h2 className={styles.heading}>{t('agents')}</h2>
        {agents.length === 0 ? (
          <p className={styles.pad}>{t('noAgents')}</p>
        ) : (
          <ul className={styles.agents}>
            {states.flatMap((state) =>
              agents
                .filter((agent) => stateOf(agent) === state)
                .map((agent) => (
                  <li key={agent.id} className={styles.agent}>
                    <span className={`${styles.dot} ${styles[state]}`} aria-hidden />
                    <span className={styles.agentName}>{agent.name}</span>
                    <span className={styles.agentState}>{t(`states.${state}`)}</span>
                  </li>
                )),
            )}
          </ul>
        )}
      </section>
    </>
  );
}
