import { useLasting } from '@centralino/ui';
import { Button, Loader } from '@mantine/core';
import { IconDatabaseOff, IconEar, IconHeadset, IconWindow } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { clockText, partClock } from '../lib/call-clock.ts';
import { clock } from '../lib/format.ts';
import { useStore } from '../lib/store.ts';
import { colleaguesIn } from '../lib/who.ts';
import styles from '../screens/main-screen.module.css';
import { useDesk, useServerNow } from '../state/desk-context.ts';
import { supervisionOf } from '../state/desk-state.ts';
import { talkingIn } from '../state/team-state.ts';
import { useConsultation, useCurrentPart, useNameFor, useOwnCall } from '../state/use-part.ts';
import { view } from '../state/view.ts';

/** The calm lines on top: no line to the server, nothing can be saved, no sound, call in another window, call behind another page. Never more than is so. */
export function Bars(): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const connection = useStore(desk.connection);
  const obstacle = useStore(desk.obstacle);
  const media = useStore(desk.media.store);
  const current = useCurrentPart();
  const shown = useStore(view);
  const now = useServerNow();
  const call = useOwnCall();
  const nameFor = useNameFor();
  const live = current !== null && current.segment.state !== 'wrapping' ? current : null;
  const talking = live !== null || call !== null;
  const me = useStore(desk.state, (state) => state.agent?.id ?? '');
  const supervised = useStore(desk.state, (state) => state.supervised);
  const listening = supervised === null ? null : supervisionOf(supervised, me);
  const leg = live?.segment.leg ?? call?.customerLeg ?? listening?.leg ?? null;
  const subject = live?.interaction ?? call ?? current?.interaction ?? null;
  const onlineAt =
    live !== null || call === null
      ? (current?.segment.onlineAt ?? null)
      : (call.segments.find((one) => one.state === 'online')?.onlineAt ?? null);
  const consultation = useConsultation(live);
  const swapped = consultation !== null && live?.segment.held === true;
  const hangUpMeans =
    live !== null && colleaguesIn(live.interaction, me).length > 0
      ? 'leave'
      : live === null && (call?.segments.filter((one) => one.state === 'online').length ?? 0) > 1
        ? 'endForAll'
        : 'hangUp';
  const hangUp = async (): Promise<void> => {
    if (live === null) return void (call !== null && (await desk.hangUpCall(call)));
    await (swapped ? desk.cancelConsultation(consultation) : desk.hangUp(live));
  };
  const away = useLasting(connection !== 'open', 700);
  const broken = leg !== null && media.legId === leg.id && onlineAt !== null && media.phase !== 'connected' && media.phase !== 'closed';
  const silent = useLasting(broken, 500);

  return (
    <>
      <div role="status">
        {away && (
          <div className={styles.bar}>
            <Loader size={16} color="var(--cc-amber)" aria-hidden />
            {t(talking ? 'connection.lostInCall' : 'connection.lost')}
          </div>
        )}
        {!away && obstacle !== null && (
          <div className={styles.bar}>
            <IconDatabaseOff size={18} aria-hidden />
            {t(`connection.${obstacle}`)} {t(talking ? 'connection.standsStillInCall' : 'connection.standsStill')}
          </div>
        )}
        {!away && silent && media.elsewhere === null && (
          <div className={styles.bar}>
            <Loader size={16} color="var(--cc-amber)" aria-hidden />
            {t('connection.mediaLost')}
          </div>
        )}
        {leg !== null && media.elsewhere === leg.id && (
          <div className={styles.bar}>
            <IconWindow size={18} aria-hidden />
            {t('connection.elsewhere')}
            <Button size="compact-sm" onClick={() => desk.media.take(leg.id)}>
              {t('connection.takeIt')}
            </Button>
          </div>
        )}
      </div>
      {listening !== null && supervised !== null && shown.kind !== 'team' && (
        <div className={`${styles.bar} ${styles.callBar}`}>
          <span className={styles.callBarWho}>
            <IconEar size={18} aria-hidden />
            {t('team.stage', { agent: talkingIn(supervised)[0]?.agentName ?? '', name: nameFor(supervised) })}
          </span>
          <Button size="compact-sm" variant="default" onClick={() => view.set({ kind: 'team' })}>
            {t('common.back')}
          </Button>
        </div>
      )}
      {subject !== null && shown.kind !== 'desk' && (
        <div className={`${styles.bar} ${styles.callBar}`}>
          <span className={styles.callBarWho}>
            <IconHeadset size={18} aria-hidden />
            {nameFor(subject)}
            {onlineAt !== null && (
              <span className="cc-tabular">
                {current === null || live !== null || call !== null ? clock(now - onlineAt) : clockText(partClock(current.segment), now)}
              </span>
            )}
          </span>
          {(live === null ? call !== null : live.segment.state === 'online') && (
            <Button size="compact-sm" color="red" onClick={() => void hangUp()}>
              {t(`call.${hangUpMeans}`)}
            </Button>
          )}
          <Button size="compact-sm" variant="default" onClick={() => view.set({ kind: 'desk' })}>
            {t('common.back')}
          </Button>
        </div>
      )}
    </>
  );
}
