import type { ServiceStatus, SessionUser } from '@centralino/protocol';
import { Button } from '@mantine/core';
import { IconCoffee, IconHeadset } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { clock } from '../lib/format.ts';
import { useStore } from '../lib/store.ts';
import { useDesk, useServerNow } from '../state/desk-context.ts';
import { view } from '../state/view.ts';
import { Banner } from './banner.tsx';
import { DevicesCard } from './devices-card.tsx';
import styles from './idle-stage.module.css';

function ServiceTile(props: { service: ServiceStatus }): ReactNode {
  const t = useTranslations();
  const now = useServerNow();
  const { service } = props;
  return (
    <section className={styles.tile} aria-label={service.name}>
      <h2 className={styles.tileName}>{service.name}</h2>
      <dl className={styles.figures}>
        <div className={service.waiting > 0 ? styles.waiting : undefined}>
          <dt>{t('idle.waiting')}</dt>
          <dd>{service.waiting}</dd>
        </div>
        <div>
          <dt>{t('idle.longest')}</dt>
          <dd>{service.longestWaitSince === null ? '–' : clock(now - service.longestWaitSince)}</dd>
        </div>
        <div>
          <dt>{t('idle.agents')}</dt>
          <dd>{service.agentsReady}</dd>
        </div>
        <div>
          <dt>{t('idle.free')}</dt>
          <dd>{service.agentsFree}</dd>
        </div>
      </dl>
    </section>
  );
}

/** Nothing to do: says why, what comes next, and how the services are. */
export function IdleStage(props: { user: SessionUser; ringing: boolean }): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const presence = useStore(desk.state, (state) => state.agent?.presence);
  const services = useStore(desk.state, (state) => state.services);
  const done = useStore(desk.devices, (state) => state.choice.done);
  const failure = useStore(desk.media.store, (state) => state.microphoneFailure);
  const reason = presence?.kind === 'paused' ? presence.reason : null;
  const ready = presence?.kind === 'ready';
  const fresh = reason === 'signedIn';
  const Sign = ready || fresh ? IconHeadset : IconCoffee;

  return (
    <div className={styles.idle}>
      {/* Said before the first call fails of it. */}
      {!isSecureContext && <Banner tone="warning">{t('call.microphone.insecure')}</Banner>}
      {reason === 'missed' && (
        <Banner tone="warning" title={t('calm.missedTitle')}>
          {t('calm.missedText')}
        </Banner>
      )}
      {reason === 'mediaFailed' && (
        <Banner
          tone="warning"
          title={t('calm.mediaTitle')}
          action={
            <Button size="compact-sm" variant="default" onClick={() => view.set({ kind: 'settings' })}>
              {t('calm.checkDevices')}
            </Button>
          }
        >
          {failure === null ? t('calm.mediaText') : t(`call.microphone.${failure}`)}
        </Banner>
      )}
      {!props.ringing && (
        <div className={`${styles.hero} ${done ? '' : styles.small}`}>
          <div className={`${styles.sign} ${ready ? styles.ready : styles.away}`}>
            <Sign size={40} stroke={1.5} aria-hidden />
          </div>
          <h1 className={styles.title}>
            {ready
              ? t('idle.readyTitle')
              : fresh
                ? t('calm.signedInTitle', { name: props.user.name })
                : t(presence?.kind === 'loggedOut' ? 'idle.offTitle' : 'idle.pausedTitle')}
          </h1>
          <p className={styles.text}>
            {ready
              ? t('idle.readyText')
              : fresh
                ? t('calm.signedInText')
                : t(presence?.kind === 'loggedOut' ? 'idle.offText' : 'idle.pausedText')}
          </p>
        </div>
      )}
      {!done && !props.ringing && <DevicesCard />}
      {services.length > 0 && (
        <div className={styles.tiles}>
          {services.map((service) => (
            <ServiceTile key={service.code} service={service} />
          ))}
        </div>
      )}
    </div>
  );
}
