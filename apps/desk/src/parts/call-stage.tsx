import {
  IconArrowBackUp,
  IconArrowsExchange2,
  IconMicrophoneOff,
  IconMusic,
  IconPhoneOutgoing,
  IconPlayerPlay,
  IconVideo,
  IconVideoOff,
} from '@tabler/icons-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { partClock } from '../lib/call-clock.ts';
import { clock, initials } from '../lib/format.ts';
import { useStore } from '../lib/store.ts';
import { colleaguesIn } from '../lib/who.ts';
import { PopupButton } from '../popup/popup-button.tsx';
import { useDesk, useServerNow } from '../state/desk-context.ts';
import type { Part } from '../state/desk-state.ts';
import { mayTransfer } from '../state/may.ts';
import { recordable as recordableNow } from '../state/recording.ts';
import { useConsultation, useNameFor } from '../state/use-part.ts';
import { keypadOpen, targetDialog } from '../state/view.ts';
import { ActionButton } from './action-button.tsx';
import { Banner } from './banner.tsx';
import styles from './call-stage.module.css';
import { ButtonRow, HangUpButton, KeypadButton, MuteButton } from './call-buttons.tsx';
import { channelIcon } from './channel-icon.ts';
import { KeyHint, useKeyName } from './key-hint.tsx';
import { HoldClock } from './hold-clock.tsx';
import { Keypad } from './keypad.tsx';
import { NotesEditor } from './notes-editor.tsx';
import { Parties } from './parties.tsx';
import { LineBanners } from './line-banners.tsx';
import { QualityBadge } from './quality-badge.tsx';
import { RecordingControl } from './recording-control.tsx';
import { Supervisors } from './supervisors.tsx';
import { Talks } from './talks.tsx';

function Picture(props: { stream: MediaStream; tracks?: number; label: string; className?: string | undefined }): ReactNode {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (element.current === null) return;
    element.current.srcObject = props.stream;
    void element.current.play().catch(() => undefined);
  }, [props.stream, props.tracks]);
  // Muted: the voice has its own element (RemoteAudio), which no page change takes away.
  return <video ref={element} className={props.className} aria-label={props.label} autoPlay playsInline muted />;
}

/** A call that connects or goes on. */
export function CallStage(props: { part: Part }): ReactNode {
  const { interaction, segment } = props.part;
  const desk = useDesk();
  const t = useTranslations();
  const pending = useStore(desk.pending);
  const media = useStore(desk.media.store);
  const quality = useStore(desk.state, (state) => state.quality[segment.leg.id]);
  const customerQuality = useStore(desk.state, (state) => state.quality[interaction.customerLeg.id]);
  const missing = useStore(desk.devices, (state) => state.missing);
  const now = useServerNow();
  const pad = useStore(keypadOpen);
  const consultation = useConsultation(props.part);
  const keys = {
    hold: useKeyName('hold'),
    transfer: useKeyName('transfer'),
    camera: useKeyName('camera'),
  };
  const name = useNameFor()(interaction);
  const { origin } = interaction;
  const colleague = origin.kind === 'agent';
  const consulted = colleague && origin.consultFor !== null;
  const { transferring } = segment;
  const Sign = channelIcon(interaction.channel);
  const online = segment.state === 'online';
  const here = media.elsewhere !== segment.leg.id;
  const isVideo = interaction.channel === 'video';
  const customerAway = online && interaction.customerLeg.state === 'lost';
  const customerLeft = Math.ceil(Math.max(0, (interaction.customerLeg.until ?? now) - now) / 1000);
  const veiled = !online || segment.held || customerAway || transferring !== null;
  const conference = online && colleaguesIn(interaction, segment.agentId).length > 0;
  const recordable = useStore(desk.state, (state) => recordableNow(state, props.part));
  const popup = useStore(desk.popups.state, ({ demand }) => demand.has(segment.id));
  const ringsSince = interaction.segments.find(({ id }) => id === transferring?.segmentId)?.offeredAt;
  const padHere = online && pad && here;
  const hasPicture = isVideo && here && (media.remote?.getVideoTracks().length ?? 0) > 0;

  const holdButton = (
    <ActionButton
      stacked
      icon={segment.held ? IconPlayerPlay : IconMusic}
      variant={segment.held ? 'filled' : 'default'}
      pending={pending.has(segment.held ? 'resume' : 'hold')}
      rightSection={<KeyHint action="hold" />}
      aria-keyshortcuts={keys.hold}
      onClick={() => void (segment.held ? desk.resume(props.part) : desk.hold(props.part))}
    >
      {t(segment.held ? 'call.resume' : 'call.hold')}
    </ActionButton>
  );
  const transferButton = (
    <ActionButton
      stacked
      icon={IconArrowsExchange2}
      variant="default"
      aria-haspopup="dialog"
      rightSection={<KeyHint action="transfer" />}
      aria-keyshortcuts={keys.transfer}
      onClick={() => targetDialog.set('transfer')}
    >
      {t('call.transfer')}
    </ActionButton>
  );
  const takeBackButton = (
    <ActionButton stacked icon={IconArrowBackUp} pending={pending.has('takeBack')} onClick={() => void desk.takeBack(props.part)}>
      {t('transfer.takeBack')}
    </ActionButton>
  );
  const cameraButton = (
    <ActionButton
      stacked
      icon={media.cameraOn ? IconVideo : IconVideoOff}
      variant="default"
      aria-pressed={media.cameraOn}
      rightSection={<KeyHint action="camera" />}
      aria-keyshortcuts={keys.camera}
      onClick={() => void desk.media.setCamera(!media.cameraOn)}
    >
      {t('call.camera')}
    </ActionButton>
  );

  return (
    <section className={styles.call} aria-label={t('call.region', { name })}>
      <header className={styles.head}>
        <div className={styles.who}>
          <h1 className={styles.name}>{name}</h1>
          <div className={styles.meta}>
            <span>
              <Sign size={16} aria-hidden /> {t(`channels.${interaction.channel}`)}
            </span>
            <span>{colleague ? t('call.colleague') : interaction.service.name}</span>
            {consulted && <span>{t('call.about', { name: interaction.customer.name ?? t('anonymous') })}</span>}
            {online && here && <QualityBadge quality={quality} />}
          </div>
        </div>
        {segment.onlineAt !== null && (
          <time className={styles.timer} aria-label={t('call.timer')} role="timer">
            {clock(now - segment.onlineAt)}
          </time>
        )}
      </header>

      <div className={`${styles.picture} ${isVideo ? styles.video : styles.voice}`}>
        {hasPicture && media.remote !== null ? (
          <Picture stream={media.remote} tracks={media.remoteTracks} label={t('call.remoteVideo')} className={styles.remote} />
        ) : (
          <>
            <div className={styles.avatar} aria-hidden style={veiled ? { visibility: 'hidden' } : undefined}>
              {initials(name === t('anonymous') ? '' : name) || <Sign size={34} stroke={1.6} />}
            </div>
            {isVideo && online && !veiled && <div className={styles.caption}>{t('call.noVideo')}</div>}
          </>
        )}
        {isVideo && media.selfView !== null && <Picture stream={media.selfView} label={t('call.selfView')} className={styles.self} />}
        {!online && (
          <div className={styles.veil} role="status">
            <strong>{t('call.connecting')}</strong>
          </div>
        )}
        {online && transferring !== null && (
          <div className={styles.veil} role="status">
            <IconPhoneOutgoing size={30} stroke={1.6} aria-hidden />
            <strong>{t('transfer.running', { to: transferring.toName })}</strong>
            <span>{t('transfer.runningText', { name })}</span>
            {ringsSince !== undefined && <HoldClock label="transfer.ringsFor" since={ringsSince} now={now} />}
          </div>
        )}
        {online && segment.held && transferring === null && (
          <div className={styles.veil} role="status">
            <IconMusic size={30} stroke={1.6} aria-hidden />
            <strong>{t(consulted ? 'call.heldByColleague' : 'call.held', { name })}</strong>
            <span>{t(consulted ? 'call.heldByColleagueText' : 'call.heldText')}</span>
            <HoldClock label="call.heldFor" since={partClock(segment).at} now={now} />
          </div>
        )}
        {online && customerAway && !segment.held && transferring === null && (
          <div className={styles.veil} role="status">
            <strong>{t('call.customerAwayShort')}</strong>
          </div>
        )}
        <div className={styles.over}>
          {customerAway && (
            <Banner tone="warning" live={false}>
              {t('call.customerAway', { seconds: String(customerLeft) })}
            </Banner>
          )}
          {online && segment.muted && <Banner tone="warning">{t('call.silenced')}</Banner>}
          {media.microphoneFailure !== null && <Banner tone="error">{t(`call.microphone.${media.microphoneFailure}`)}</Banner>}
          {isVideo && media.cameraFailure !== null && <Banner tone="warning">{t('call.cameraFailed')}</Banner>}
          {media.fellBack !== null && <Banner tone="warning">{t('call.fellBack', { device: media.fellBack })}</Banner>}
          {missing !== null && media.fellBack === null && (
            <Banner tone="warning">{t('call.missingDevice', { device: missing.label })}</Banner>
          )}
          {online && !segment.held && !customerAway && (
            <LineBanners
              yours={here ? quality : undefined}
              theirs={customerQuality}
              muted={media.muted}
              colleague={colleague ? name : null}
            />
          )}
        </div>
        <div className={styles.recording}>
          <RecordingControl part={props.part} place="sign" />
        </div>
        {media.muted && online && !segment.held && !customerAway && here && (
          <div className={styles.caption} role="status">
            <IconMicrophoneOff size={16} aria-hidden style={{ verticalAlign: -3 }} /> {t('call.muted')}
          </div>
        )}
      </div>

      <ButtonRow>
        {[
          ...(consulted ? [] : [online && transferring === null && consultation === null && holdButton]),
          here && <MuteButton />,
          ...(consulted
            ? []
            : [transferring !== null && online ? takeBackButton : mayTransfer(props.part) && consultation === null && transferButton]),
          online && here && transferring === null && <KeypadButton />,
          ...(recordable === 'never' ? [] : [<RecordingControl part={props.part} place="row" />]),
          ...(isVideo ? [here && cameraButton] : []),
          ...(popup ? [<PopupButton part={props.part} />] : []),
          <HangUpButton
            // Before both sides are connected there is no talk to end: a quick click would send the customer back to the queue.
            unavailable={!online}
            means={conference ? 'leave' : 'hangUp'}
            // Hangs up on whom the agent hears: a customer on hold is not lost because the consultation is over.
            onClick={() => void (consultation !== null && segment.held ? desk.cancelConsultation(consultation) : desk.hangUp(props.part))}
          />,
        ]}
      </ButtonRow>

      {/* What comes and goes is below the buttons, so that these stay where they are. */}
      {online && consultation !== null && <Talks part={props.part} consultation={consultation} />}
      {conference && <Parties part={props.part} />}
      {online && <Supervisors interaction={interaction} />}

      <div className={`${styles.notes} ${padHere ? styles.withPad : ''}`}>
        <NotesEditor part={props.part} />
        {padHere && <Keypad legId={segment.leg.id} />}
      </div>
    </section>
  );
}
