import { useId, useState } from 'preact/hooks';
import { isOffered } from '../call/state.ts';
import { playChime } from '../devices/sounds.ts';
import { browserKind, type DeviceTrouble } from '../devices/trouble.ts';
import type { Key } from '../i18n/index.ts';
import { Button, DeviceSelect, LevelMeter, Note, OwnPageLink } from '../ui/controls.tsx';
import { useStream, useWidget } from '../ui/hooks.ts';
import { Icon } from '../ui/icons.tsx';

/** Microphone, speakers, camera: chosen, tried, and explained when they can't be had. */
export function Devices() {
  const { session, state, t } = useWidget();
  const { local, channel } = state;
  const video = channel === 'video';
  const waiting = local.busy && local.microphone === null;
  const startHelp = useId();
  const skippable = session.maySkipCheck;
  return (
    <div class="screen devices">
      <h2 tabIndex={-1}>{t(video ? 'devices.titleVideo' : 'devices.title')}</h2>
      {waiting && (
        <Note tone="info" icon="lock">
          {t(video ? 'devices.askingVideo' : 'devices.asking')}
        </Note>
      )}
      {video && local.trouble.microphone === null && local.trouble.camera === null && <CameraPreview />}
      {local.trouble.microphone !== null && <MicrophoneTrouble trouble={local.trouble.microphone} />}
      {video && local.trouble.camera !== null && local.trouble.microphone === null && <CameraTrouble trouble={local.trouble.camera} />}
      <DeviceSelect kind="microphone" />
      {local.trouble.microphone === null && (
        <>
          <LevelMeter />
          {!video && <p class="quiet small">{t('devices.speak')}</p>}
        </>
      )}
      <Speakers />
      {video && <DeviceSelect kind="camera" />}
      {skippable ? (
        <Note tone="good">{t('devices.passed')}</Note>
      ) : (
        <p class="quiet small" id={startHelp}>
          {t('devices.startHelp')}
        </p>
      )}
      <div class="actions">
        <Button onClick={() => session.cancel()}>{t('common.cancel')}</Button>
        {local.trouble.microphone === null ? (
          <Button
            look={skippable ? 'plain' : 'primary'}
            {...(skippable ? {} : { describedBy: startHelp })}
            onClick={() => void session.startCheck()}
          >
            {t('devices.start')}
          </Button>
        ) : (
          <Button look="primary" onClick={() => session.askDevices()}>
            {t('common.tryAgain')}
          </Button>
        )}
        {skippable && (
          <Button look="primary" onClick={() => session.skipCheck()}>
            {t('devices.skip')}
          </Button>
        )}
      </div>
    </div>
  );
}

/** The outputs, with a sound to try them. */
function Speakers() {
  const { state, t } = useWidget();
  const [said, setSaid] = useState<'nothing' | 'playing' | 'failed'>('nothing');
  const help = useId();
  const play = (): void => {
    setSaid('playing');
    playChime('preview', state.local.chosen.speakers).catch(() => setSaid('failed'));
  };
  return (
    <div>
      <div class="with-button">
        <DeviceSelect kind="speakers" />
        <Button icon="play" describedBy={help} onClick={play}>
          {t('devices.preview')}
        </Button>
      </div>
      <p id={help} role="status" class={said === 'nothing' ? 'sr' : said === 'failed' ? 'small bad-text' : 'quiet small'}>
        {said === 'failed' ? t('devices.previewFailed') : said === 'playing' ? t('devices.previewPlaying') : t('devices.previewHelp')}
      </p>
    </div>
  );
}

export function CameraPreview() {
  const { state, t } = useWidget();
  const { camera } = state.local;
  const [streams] = useState(() => new Map<MediaStreamTrack, MediaStream>());
  let stream: MediaStream | null = null;
  if (camera !== null) {
    stream = streams.get(camera) ?? new MediaStream([camera]);
    streams.set(camera, stream);
  }
  const element = useStream(stream);
  return (
    <div class="picture">
      <video ref={element} muted playsInline autoPlay class="mirrored" aria-hidden="true" tabIndex={-1} hidden={camera === null} />
      {camera === null && (
        <span>
          <Icon name="videoOff" size={28} />
          {t('devices.camOff')}
        </span>
      )}
    </div>
  );
}

const microphoneWords: Record<DeviceTrouble, [Key, Key | null]> = {
  denied: ['trouble.denied', null],
  deniedSystem: ['trouble.deniedSystem', 'trouble.deniedSystemHelp'],
  framed: ['trouble.framed', 'trouble.framedHelp'],
  forbidden: ['trouble.framed', 'trouble.framedHelp'],
  none: ['trouble.none', 'trouble.noneHelp'],
  busy: ['trouble.busy', 'trouble.busyHelp'],
  other: ['trouble.other', 'trouble.otherHelp'],
};
const cameraWords: Record<DeviceTrouble, [Key, Key | null]> = {
  denied: ['trouble.deniedCamera', null],
  deniedSystem: ['trouble.deniedSystem', 'trouble.deniedSystemHelp'],
  framed: ['trouble.framedCamera', 'trouble.framedHelp'],
  forbidden: ['trouble.framedCamera', 'trouble.framedHelp'],
  none: ['trouble.noneCamera', 'trouble.noneCameraHelp'],
  busy: ['trouble.busyCamera', 'trouble.busyCameraHelp'],
  other: ['trouble.otherCamera', 'trouble.otherHelp'],
};

/** How to give a refused permission back differs from browser to browser. */
const helpFor = (help: Key | null): Key => help ?? `trouble.help.${browserKind(navigator.userAgent)}`;

/** It is not the customer who refused: asking again is no use here. */
const isPages = (trouble: DeviceTrouble): boolean => trouble === 'framed' || trouble === 'forbidden';

function MicrophoneTrouble({ trouble }: { trouble: DeviceTrouble }) {
  const { t } = useWidget();
  const [title, help] = microphoneWords[trouble];
  return (
    <div role="alert">
      <Note tone="bad" icon="microphoneOff" title={t(title)}>
        {t(helpFor(help))}
      </Note>
      {isPages(trouble) && <OwnPageLink />}
    </div>
  );
}

function CameraTrouble({ trouble }: { trouble: DeviceTrouble }) {
  const { session, state, t } = useWidget();
  const [title, help] = cameraWords[trouble];
  return (
    <div role="alert">
      <Note tone="warn" icon="videoOff" title={t(title)}>
        {t(helpFor(help))}
      </Note>
      <div class="inline-actions">
        {isPages(trouble) ? (
          <OwnPageLink />
        ) : (
          <Button look="quiet" onClick={() => session.askDevices()}>
            {t('common.tryAgain')}
          </Button>
        )}
        {isOffered(state, 'webcall') && (
          <Button look="quiet" onClick={() => session.voiceOnly()}>
            {t('trouble.voiceInstead')}
          </Button>
        )}
      </div>
    </div>
  );
}
