import { watchLevel } from '@centralino/ui';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import styles from './listen-stage.module.css';

/** How loud the talk is: one sees that there is sound, also with the headset on the table. */
export function RemoteLevel(props: { stream: MediaStream; tracks: number }): ReactNode {
  const t = useTranslations();
  const meter = useRef<HTMLSpanElement>(null);
  const bar = useRef<HTMLSpanElement>(null);
  const track = props.stream.getAudioTracks()[0];
  useEffect(() => {
    if (track === undefined) return;
    return watchLevel(track, (level) => {
      if (bar.current !== null) bar.current.style.width = `${Math.round(level * 100)}%`;
      meter.current?.setAttribute('aria-valuenow', String(Math.round(level * 100)));
    });
  }, [track, props.tracks]);
  return (
    <span
      ref={meter}
      className={styles.meter}
      role="meter"
      aria-label={t('team.level')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
    >
      <span ref={bar} className={styles.level} style={{ width: 0 }} />
    </span>
  );
}
