import { useRef, useState } from 'preact/hooks';
import { duration, initials } from '../i18n/index.ts';
import { pageWindow } from '../page.ts';
import { Button, DeviceSelect } from '../ui/controls.tsx';
import { useNow, useStream, useWidget } from '../ui/hooks.ts';
import { Icon, type IconName } from '../ui/icons.tsx';
import { CameraPreview } from './devices.tsx';
import { CallNotices } from './notices.tsx';

export function Talk() {
  const { session, state, t } = useWidget();
  const { interaction, clockOffsetMs, muted, cameraOn } = state;
  const now = useNow(clockOffsetMs);
  const [devices, setDevices] = useState(false);
  const stage = useRef<HTMLDivElement>(null);
  if (interaction === null) return null;
  const video = interaction.channel === 'video';
  const name = interaction.agentName ?? '';
  return (
    <div class={`screen talk${video ? ' with-video' : ''}`} ref={stage}>
      <div class="who">
        {video && <Avatar name={name} size="small" />}
        <div>
          <h2 tabIndex={-1}>{name}</h2>
          <p class="service">{interaction.serviceName}</p>
        </div>
        <time class="figures timer" role="timer">
          <span class="sr">{t('talk.timer')} </span>
          {duration(now - (interaction.talkingSince ?? now))}
        </time>
      </div>
      {video ? <Pictures name={name} /> : <Voice name={name} />}
      <CallNotices />
      <div class="grow" />
      <div class="bottom">
        {devices && (
          <div class="drawer">
            <DeviceSelect kind="microphone" />
            <DeviceSelect kind="speakers" />
            {video && <DeviceSelect kind="camera" />}
          </div>
        )}
        <div class="controls">
          <Control
            icon={muted ? 'microphoneOff' : 'microphone'}
            pressed={muted}
            label={t('talk.mute')}
            onClick={() => session.mute(!muted)}
          />
          {video && (
            <Control
              icon={cameraOn ? 'video' : 'videoOff'}
              pressed={cameraOn}
              label={t('talk.video')}
              onClick={() => session.camera(!cameraOn)}
            />
          )}
          <Control icon="settings" expanded={devices} label={t('talk.devices')} onClick={() => setDevices(!devices)} />
          {video && canFullScreen() && (
            <Control icon="maximize" label={t('talk.fullScreen')} onClick={() => toggleFullScreen(stage.current)} />
          )}
        </div>
        <Button look="danger" icon="phoneOff" onClick={() => session.leave()}>
          {t('talk.hangUp')}
        </Button>
      </div>
    </div>
  );
}

interface ControlProps {
  icon: IconName;
  label: string;
  pressed?: boolean;
  expanded?: boolean;
  onClick: () => void;
}

/** A round button with its word under it. The name never changes; `aria-pressed` says whether it is on. */
function Control({ icon, label, pressed, expanded, onClick }: ControlProps) {
  return (
    <button type="button" class="control" aria-pressed={pressed} aria-expanded={expanded} onClick={onClick}>
      <span class="round">
        <Icon name={icon} size={22} />
      </span>
      {label}
    </button>
  );
}

function Avatar({ name, size }: { name: string; size: 'small' | 'big' }) {
  return (
    <span class={`avatar ${size}`} aria-hidden="true">
      {name === '' ? <Icon name="user" size={size === 'big' ? 48 : 22} /> : initials(name)}
    </span>
  );
}

function Voice({ name }: { name: string }) {
  const { state } = useWidget();
  const { interaction, line } = state;
  const flows = line === 'connected' && interaction?.onHold === false && !interaction.agentAway;
  return (
    <div class={`voice${flows ? ' flows' : ''}`}>
      <Avatar name={name} size="big" />
    </div>
  );
}

function Pictures({ name }: { name: string }) {
  const { session, state, t } = useWidget();
  // `line` changes whenever a new connection brings a new stream: that draws this again.
  const remote = useStream(session.line.remoteVideo);
  const [playing, setPlaying] = useState(false);
  const away = state.interaction?.onHold === true || state.interaction?.agentAway === true || state.line !== 'connected';
  return (
    <div class="pictures">
      <video
        ref={remote}
        class="remote"
        muted
        playsInline
        autoPlay
        aria-hidden="true"
        tabIndex={-1}
        onPlaying={() => setPlaying(true)}
        onEmptied={() => setPlaying(false)}
      />
      {(!playing || away) && (
        <div class={`cover${away && playing ? ' veil' : ''}`}>
          <Avatar name={name} size="big" />
          {!away && <span>{t('talk.noPicture')}</span>}
        </div>
      )}
      {state.local.camera !== null && state.cameraOn && (
        <div class="self">
          <CameraPreview />
        </div>
      )}
    </div>
  );
}

const canFullScreen = (): boolean => pageWindow().document.fullscreenEnabled === true;

function toggleFullScreen(element: HTMLElement | null): void {
  const { document } = pageWindow();
  if (document.fullscreenElement !== null) void document.exitFullscreen();
  else element?.requestFullscreen().catch(() => undefined);
}

/** Another window has the call: this one offers to take it. */
export function Elsewhere() {
  const { session, t } = useWidget();
  return (
    <div class="screen centred">
      <div class="badge big" aria-hidden="true">
        <Icon name="window" size={32} />
      </div>
      <h2 tabIndex={-1}>{t('talk.elsewhere')}</h2>
      <p class="quiet">{t('talk.elsewhereHelp')}</p>
      <Button look="primary" onClick={() => session.takeHere()}>
        {t('talk.takeHere')}
      </Button>
    </div>
  );
}
