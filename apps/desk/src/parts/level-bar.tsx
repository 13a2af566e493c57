import { captureMicrophone, CaptureError, watchLevel, type CaptureFailure } from '@centralino/ui';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import styles from './devices.module.css';

/** A bar that moves as one speaks. Opens the microphone only while it is on the screen. */
export function LevelBar(props: { deviceId: string | null; onFailure: (failure: CaptureFailure | null) => void }): ReactNode {
  const t = useTranslations();
  const bar = useRef<HTMLSpanElement>(null);
  const meter = useRef<HTMLSpanElement>(null);
  const tell = useRef(props.onFailure);
  tell.current = props.onFailure;
  useEffect(() => {
    let stop: (() => void) | null = null;
    let gone = false;
    captureMicrophone(props.deviceId).then(
      (track) => {
        if (gone) return track.stop();
        tell.current(null);
        const unwatch = watchLevel(track, (level) => {
          if (bar.current !== null) bar.current.style.width = `${Math.round(level * 100)}%`;
          meter.current?.setAttribute('aria-valuenow', String(Math.round(level * 100)));
        });
        stop = () => {
          unwatch();
          track.stop();
        };
      },
      (error: unknown) => {
        if (!gone) tell.current(error instanceof CaptureError ? error.failure : 'failed');
      },
    );
    return () => {
      gone = true;
      stop?.();
    };
  }, [props.deviceId]);
  return (
    <span
      ref={meter}
      className={styles.meter}
      role="meter"
      aria-label={t('devices.level')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
    >
      <span ref={bar} className={styles.level} style={{ width: 0 }} />
    </span>
  );
}
