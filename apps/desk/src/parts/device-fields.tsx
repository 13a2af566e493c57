import { CaptureError, captureCamera, captureMicrophone, playRingTone, type CaptureFailure, type DeviceOption } from '@centralino/ui';
import { Button, NativeSelect } from '@mantine/core';
import { IconBell, IconEar, IconLock, IconPlayerStop } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useStore } from '../lib/store.ts';
import { useDesk } from '../state/desk-context.ts';
import { runEchoTest, type EchoVerdict } from '../state/echo-test.ts';
import { Banner } from './banner.tsx';
import styles from './devices.module.css';
import { LevelBar } from './level-bar.tsx';

function Choice(props: {
  label: string;
  value: string | null;
  options: DeviceOption[];
  empty?: string;
  onChoose: (id: string | null) => void;
}) {
  const t = useTranslations();
  const known = props.options.some((option) => option.id === props.value);
  return (
    <NativeSelect
      label={props.label}
      value={known ? (props.value ?? '') : ''}
      data={[
        { value: '', label: props.options.length === 0 && props.empty !== undefined ? props.empty : t('devices.default') },
        ...props.options.map((option) => ({ value: option.id, label: option.label })),
      ]}
      onChange={(event) => props.onChoose(event.currentTarget.value === '' ? null : event.currentTarget.value)}
    />
  );
}

function Notifications(): ReactNode {
  const t = useTranslations();
  const [permission, setPermission] = useState(() => ('Notification' in window ? Notification.permission : null));
  if (permission === null) return null;
  return (
    <div>
      <span className={styles.label}>{t('devices.notifications')}</span>
      {permission === 'default' ? (
        <Button size="xs" variant="default" onClick={() => void Notification.requestPermission().then(setPermission)}>
          {t('devices.notificationsAsk')}
        </Button>
      ) : (
        <span style={{ color: 'var(--cc-muted)' }}>
          {t(permission === 'granted' ? 'devices.notificationsOn' : 'devices.notificationsDenied')}
        </span>
      )}
    </div>
  );
}

/** Microphone, speakers, ring output, camera; level meter and a test by the server's echo. `extra`: what follows the test button. */
export function DeviceFields(props: { extra?: ReactNode }): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const devices = useStore(desk.devices);
  const inCall = useStore(desk.media.store, (media) => media.legId !== null);
  const [failure, setFailure] = useState<CaptureFailure | null>(null);
  const [verdict, setVerdict] = useState<EchoVerdict | null>(null);
  const [test, setTest] = useState<AbortController | null>(null);
  const stopRing = useRef<(() => void) | null>(null);
  const volumeId = useId();
  const { choice } = devices;

  useEffect(() => () => test?.abort(), [test]);
  useEffect(() => () => stopRing.current?.(), []);

  const allow = async (): Promise<void> => {
    try {
      (await captureMicrophone(null)).stop();
      setFailure(null);
      await captureCamera(null).then(
        (track) => track.stop(),
        () => undefined,
      );
    } catch (error) {
      setFailure(error instanceof CaptureError ? error.failure : 'failed');
    }
    await desk.devices.refresh();
  };
  const startTest = (): void => {
    const control = new AbortController();
    setTest(control);
    setVerdict(null);
    void runEchoTest(desk, control.signal).then((result) => {
      setVerdict(result);
      setTest((now) => (now === control ? null : now));
    });
  };
  const ring = (): void => {
    stopRing.current?.();
    const stop = playRingTone({ outputId: choice.ringId ?? choice.speakerId, volume: choice.ringVolume });
    stopRing.current = stop;
    setTimeout(stop, 2_600);
  };

  return (
    <>
      {failure !== null && (
        <div style={{ marginBottom: 12 }}>
          <Banner tone="error">{t(`call.microphone.${failure}`)}</Banner>
        </div>
      )}
      {!devices.labelled && (
        <div style={{ marginBottom: 14 }}>
          <Button variant="light" leftSection={<IconLock size={16} aria-hidden />} onClick={() => void allow()}>
            {t('devices.allow')}
          </Button>
          <p className={styles.text} style={{ marginBottom: 0 }}>
            {t('devices.allowText')}
          </p>
        </div>
      )}
      <div className={styles.grid}>
        <div>
          <Choice
            label={t('devices.microphone')}
            value={choice.microphoneId}
            options={devices.microphones}
            onChoose={(microphoneId) => desk.devices.choose({ microphoneId })}
          />
          {devices.labelled && !inCall && test === null && <LevelBar deviceId={choice.microphoneId} onFailure={setFailure} />}
        </div>
        <Choice
          label={t('devices.camera')}
          value={choice.cameraId}
          options={devices.cameras}
          empty={t('devices.noCamera')}
          onChoose={(cameraId) => desk.devices.choose({ cameraId })}
        />
        {devices.canChooseOutput ? (
          <>
            <Choice
              label={t('devices.speakers')}
              value={choice.speakerId}
              options={devices.speakers}
              onChoose={(speakerId) => desk.devices.choose({ speakerId })}
            />
            <Choice
              label={t('devices.ringOutput')}
              value={choice.ringId}
              options={devices.speakers}
              onChoose={(ringId) => desk.devices.choose({ ringId })}
            />
          </>
        ) : (
          <p className={styles.text}>{t('devices.speakersFixed')}</p>
        )}
        <div>
          <label className={styles.label} htmlFor={volumeId}>
            {t('devices.ringVolume')}
          </label>
          <input
            id={volumeId}
            className={styles.range}
            type="range"
            min={0}
            max={100}
            step={5}
            value={Math.round(choice.ringVolume * 100)}
            onChange={(event) => desk.devices.choose({ ringVolume: Number(event.currentTarget.value) / 100 })}
          />
        </div>
        <Notifications />
      </div>
      {test !== null && (
        <div className={styles.verdict}>
          <Banner tone="info">{t('devices.testing')}</Banner>
        </div>
      )}
      {verdict !== null && (
        <div className={styles.verdict}>
          {verdict.kind === 'good' && <Banner tone="good">{t('devices.verdictGood')}</Banner>}
          {verdict.kind === 'quiet' && <Banner tone="warning">{t('devices.verdictQuiet')}</Banner>}
          {verdict.kind === 'slow' && <Banner tone="warning">{t('devices.verdictSlow', { rtt: String(verdict.rttMs) })}</Banner>}
          {verdict.kind === 'noServer' && <Banner tone="error">{t('devices.verdictNoServer')}</Banner>}
          {verdict.kind === 'microphone' && <Banner tone="error">{t(`call.microphone.${verdict.failure}`)}</Banner>}
        </div>
      )}
      <div className={styles.actions}>
        {test === null ? (
          <Button variant="default" leftSection={<IconEar size={17} aria-hidden />} onClick={startTest} disabled={inCall}>
            {t('devices.test')}
          </Button>
        ) : (
          <Button variant="default" leftSection={<IconPlayerStop size={17} aria-hidden />} onClick={() => test.abort()}>
            {t('devices.stopTest')}
          </Button>
        )}
        <Button variant="default" leftSection={<IconBell size={17} aria-hidden />} onClick={ring}>
          {t('devices.playRing')}
        </Button>
        {props.extra}
      </div>
    </>
  );
}
