import type { InteractionView } from '@centralino/protocol';
import { IconMicrophoneOff, IconMusic, IconPlayerPlay } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { ownCallClock } from '../lib/call-clock.ts';
import { clock, initials } from '../lib/format.ts';
import { useStore } from '../lib/store.ts';
import { useDesk, useServerNow } from '../state/desk-context.ts';
import { useNameFor } from '../state/use-part.ts';
import { keypadOpen } from '../state/view.ts';
import { ActionButton } from './action-button.tsx';
import { Banner } from './banner.tsx';
import styles from './call-stage.module.css';
import { ButtonRow, HangUpButton, KeypadButton, MuteButton } from './call-buttons.tsx';
import { channelIcon } from './channel-icon.ts';
import { KeyHint, useKeyName } from './key-hint.tsx';
import { HoldClock } from './hold-clock.tsx';
import { Keypad } from './keypad.tsx';
import { LineBanners } from './line-banners.tsx';
import { QualityBadge } from './quality-badge.tsx';

/** A call that this agent makes by hand: it rings somewhere, waits in a line, or goes on. */
export function OwnCallStage(props: { call: InteractionView }): ReactNode {
  const { call } = props;
  const desk = useDesk();
  const t = useTranslations();
  const media = useStore(desk.media.store);
  const pad = useStore(keypadOpen);
  const quality = useStore(desk.state, (state) => state.quality[call.customerLeg.id]);
  const theirLeg = call.segments.find((segment) => segment.state === 'online')?.leg.id ?? '';
  const theirQuality = useStore(desk.state, (state) => state.quality[theirLeg]);
  const now = useServerNow();
  const name = useNameFor()(call);
  const Sign = channelIcon(call.channel);
  const online = call.state === 'online';
  const here = media.elsewhere !== call.customerLeg.id;
  const talking = call.segments.filter((segment) => segment.state === 'online');
  const pending = useStore(desk.pending);
  const holdKey = useKeyName('hold');
  // By this agent, or by whoever they talk with.
  const holding = online && call.callerHeld === true;
  const held = online && talking.length > 0 && talking.every((segment) => segment.held);
  const onlineAt = talking[0]?.onlineAt ?? null;
  const dialling =
    call.state === 'new' ? 'call.connecting' : call.state === 'queued' && call.target.kind === 'service' ? 'call.queued' : 'call.dialling';

  return (
    <section className={styles.call} aria-label={t('call.region', { name })}>
      <header className={styles.head}>
        <div className={styles.who}>
          <h1 className={styles.name}>{name}</h1>
          <div className={styles.meta}>
            <span>
              <Sign size={16} aria-hidden /> {t(call.target.kind === 'agent' ? 'call.colleague' : `channels.${call.channel}`)}
            </span>
            {call.target.kind === 'service' && <span>{call.service.name}</span>}
            {online && here && <QualityBadge quality={quality} />}
          </div>
        </div>
        {onlineAt !== null && (
          <time className={styles.timer} aria-label={t('call.timer')} role="timer">
            {clock(now - onlineAt)}
          </time>
        )}
      </header>
      <div className={`${styles.picture} ${styles.voice}`}>
        <div className={styles.avatar} aria-hidden style={held || holding ? { visibility: 'hidden' } : undefined}>
          {initials(name) || <Sign size={34} stroke={1.6} />}
        </div>
        {!online && (
          <div className={styles.dialling} role="status">
            <strong>{t(dialling, { name })}</strong>
            {call.state !== 'new' && <span>{t('call.diallingText')}</span>}
          </div>
        )}
        {(held || holding) && (
          <div className={styles.veil} role="status">
            <IconMusic size={30} stroke={1.6} aria-hidden />
            <strong>{t(holding ? 'call.held' : 'call.heldByColleague', { name })}</strong>
            <span>{t(holding ? 'call.heldText' : 'call.heldByColleagueText')}</span>
            <HoldClock label="call.heldFor" since={ownCallClock(call).at} now={now} />
          </div>
        )}
        <div className={styles.over}>
          {media.microphoneFailure !== null && <Banner tone="error">{t(`call.microphone.${media.microphoneFailure}`)}</Banner>}
          {media.fellBack !== null && <Banner tone="warning">{t('call.fellBack', { device: media.fellBack })}</Banner>}
          {online && !held && !holding && (
            <LineBanners yours={here ? quality : undefined} theirs={theirQuality} muted={media.muted} colleague={name} />
          )}
        </div>
        {media.muted && here && !held && !holding && (
          <div className={styles.caption} role="status">
            <IconMicrophoneOff size={16} aria-hidden style={{ verticalAlign: -3 }} /> {t('call.muted')}
          </div>
        )}
      </div>
      <ButtonRow>
        {[
          online && (
            <ActionButton
              stacked
              icon={holding ? IconPlayerPlay : IconMusic}
              variant={holding ? 'filled' : 'default'}
              pending={pending.has(holding ? 'resume' : 'hold')}
              rightSection={<KeyHint action="hold" />}
              aria-keyshortcuts={holdKey}
              onClick={() => void desk.holdCall(call, !holding)}
            >
              {t(holding ? 'call.resume' : 'call.hold')}
            </ActionButton>
          ),
          here && <MuteButton />,
          online && <KeypadButton />,
          <HangUpButton means={talking.length > 1 ? 'endForAll' : 'hangUp'} onClick={() => void desk.hangUpCall(call)} />,
        ]}
      </ButtonRow>
      {online && pad && <Keypad legId={call.customerLeg.id} />}
    </section>
  );
}
