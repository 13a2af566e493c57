import type { InteractionView } from '@centralino/protocol';
import { Button } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useId, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { channelIcon } from '../parts/channel-icon.ts';
import { useNameFor } from '../state/use-part.ts';
import { useCapped } from './capped.tsx';
import { Card } from './card.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { Since } from './since.tsx';
import styles from './team.module.css';

/** Customers who wait, longest first. */
export function WaitingTable(props: { waiting: InteractionView[] }): ReactNode {
  const t = useTranslations();
  const nameFor = useNameFor();
  const id = useId();
  const [moving, setMoving] = useState<string | null>(null);
  const { shown, more } = useCapped(props.waiting);
  const moved = props.waiting.find((one) => one.id === moving) ?? null;
  return (
    <Card title={t('team.waiting')} count={props.waiting.length} empty={t('team.nobodyWaits')} more={more}>
      <table className={styles.table}>
        <thead className={styles.names}>
          <tr>
            <th scope="col">{t('team.columns.customer')}</th>
            <th scope="col">{t('team.columns.state')}</th>
            <th scope="col">{t('team.columns.waits')}</th>
            <th scope="col">{t('team.columns.actions')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((one) => {
            const Sign = channelIcon(one.channel);
            const ringing = one.segments.find(({ state }) => state === 'offered' || state === 'accepted');
            return (
              <tr key={one.id}>
                <th scope="row" id={`${id}-${one.id}`}>
                  <span className={styles.who}>
                    <Sign size={16} aria-hidden /> {nameFor(one)}
                  </span>
                  <span className={styles.sub}>{one.service.name}</span>
                </th>
                <td>{ringing === undefined ? t('team.waitState.queued') : t('team.waitState.offered', { name: ringing.agentName })}</td>
                <td className={styles.amber}>
                  <Since at={one.arrivedAt} />
                </td>
                <td className={styles.actions}>
                  <Button
                    variant="default"
                    size="compact-sm"
                    aria-haspopup="dialog"
                    aria-describedby={`${id}-${one.id}`}
                    leftSection={<IconArrowRight size={15} aria-hidden />}
                    onClick={() => setMoving(one.id)}
                  >
                    {t('team.move')}
                  </Button>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <MoveDialog interaction={moved} onClose={() => setMoving(null)} />
    </Card>
  );
}
