import type { InteractionView } from '@centralino/protocol';
import { IconEar } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import styles from './talks.module.css';

/** The supervisors in this agent's talk, as far as the service shows them, and what they can do in it. */
export function Supervisors(props: { interaction: InteractionView }): ReactNode {
  const t = useTranslations();
  const here = props.interaction.supervisors.filter(({ leg }) => leg.state === 'connected');
  return (
    <div role="status">
      {here.map(({ id, agentName, mode }) => (
        <p key={id} className={styles.hint}>
          <IconEar size={16} aria-hidden style={{ verticalAlign: -3 }} /> {t(`parties.supervisor.${mode}`, { name: agentName })}
        </p>
      ))}
    </div>
  );
}
