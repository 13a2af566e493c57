import type { Recording, RecordingFile } from '@centralino/protocol';
import { ActionIcon, Button, NativeSelect, Tooltip } from '@mantine/core';
import { IconDownload, IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { recordingFileUrl } from '../api/rest-client.ts';
import { clock } from '../lib/clock.ts';
import { sendToOutput } from '../media/sinks.ts';
import { Banner } from '../parts/banner.tsx';
import styles from './recordings.module.css';

const speeds = [0.75, 1, 1.25, 1.5, 2];
/** One press of an arrow key on the position. */
const stepMs = 5_000;

/**
 * Plays one recording: the mix, or one person's track at the same moment. Times are those of the mix. The app has `playerWords` under
 * `recording`. `speakerId`: where it is heard; null: at the system's default.
 */
export function TrackPlayer(props: { recording: Recording; speakerId?: string | null }): ReactNode {
  const { recording, speakerId = null } = props;
  const t = useTranslations();
  const audio = useRef<HTMLAudioElement>(null);
  const files = [...recording.files].sort((one, other) => Number(other.party === 'mixed') - Number(one.party === 'mixed'));
  const [index, setIndex] = useState(files[0]?.index ?? 0);
  const [speed, setSpeed] = useState(1);
  const [playing, setPlaying] = useState(false);
  const [atMs, setAtMs] = useState(0);
  const [broken, setBroken] = useState(false);
  const file = files.find((one) => one.index === index) ?? files[0];
  const totalMs = Math.max(recording.result.ms, ...files.map((one) => one.offsetMs + one.ms));

  useEffect(() => {
    if (audio.current !== null) void sendToOutput(audio.current, speakerId);
  }, [speakerId]);
  useEffect(() => {
    if (audio.current !== null) audio.current.playbackRate = speed;
  }, [speed, index]);
  const wasPlaying = useRef(false);
  useEffect(() => {
    // Nothing is fetched by itself, also not the other track of one that plays.
    if (wasPlaying.current) void audio.current?.play().catch(() => setBroken(true));
  }, [index]);

  if (file === undefined) return null;
  const url = recordingFileUrl(recording.id, file.index);
  const nameOf = (one: RecordingFile): string =>
    one.party === 'mixed' || one.speaker == null || one.speaker === ''
      ? t(`recording.party.${one.party}`)
      : t('recording.speaker', { name: one.speaker, party: t(`recording.party.${one.party}`) });

  const play = (): void => {
    setBroken(false);
    audio.current?.play().catch(() => {
      setPlaying(false);
      setBroken(true);
    });
  };
  const seek = (ms: number): void => {
    setAtMs(ms);
    // Who came later is silent before: their track begins where they came.
    if (audio.current !== null && audio.current.readyState > 0) audio.current.currentTime = Math.max(0, ms - file.offsetMs) / 1_000;
  };

  return (
    <div className={styles.player}>
      <audio
        ref={audio}
        src={url}
        // Opening a past call is not listening to it: nothing is fetched before somebody wants to hear.
        preload="none"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setPlaying(false)}
        onError={() => setBroken(true)}
        onLoadedMetadata={() => {
          const element = audio.current;
          if (element === null) return;
          // Another track goes on at the same moment.
          element.currentTime = Math.max(0, atMs - file.offsetMs) / 1_000;
          element.playbackRate = speed;
          if (playing) play();
        }}
        onTimeUpdate={() => {
          if (audio.current !== null && !audio.current.seeking) setAtMs(audio.current.currentTime * 1_000 + file.offsetMs);
        }}
      />
      <div className={styles.bar}>
        <ActionIcon
          size="lg"
          radius="xl"
          variant="filled"
          aria-label={t(playing ? 'recording.stopPlaying' : 'recording.play')}
          onClick={() => (playing ? audio.current?.pause() : play())}
        >
          {playing ? <IconPlayerPauseFilled size={18} aria-hidden /> : <IconPlayerPlayFilled size={18} aria-hidden />}
        </ActionIcon>
        <input
          className={styles.position}
          type="range"
          min={0}
          max={Math.max(1, Math.round(totalMs))}
          step={100}
          value={Math.round(atMs)}
          aria-label={t('recording.position')}
          aria-valuetext={t('recording.at', { time: clock(atMs), total: clock(totalMs) })}
          onChange={(event) => seek(event.currentTarget.valueAsNumber)}
          onKeyDown={(event) => {
            const step = { ArrowRight: stepMs, ArrowUp: stepMs, ArrowLeft: -stepMs, ArrowDown: -stepMs }[event.key];
            if (step === undefined) return;
            event.preventDefault();
            seek(Math.min(totalMs, Math.max(0, atMs + step)));
          }}
        />
        <span className={styles.time} aria-hidden>
          {clock(atMs)} / {clock(totalMs)}
        </span>
      </div>
      <div className={styles.choices}>
        {files.length > 1 && (
          <NativeSelect
            size="xs"
            label={t('recording.track')}
            value={String(file.index)}
            data={files.map((one) => ({ value: String(one.index), label: nameOf(one) }))}
            onChange={(event) => {
              wasPlaying.current = playing;
              setIndex(Number(event.currentTarget.value));
            }}
          />
        )}
        <NativeSelect
          size="xs"
          label={t('recording.speed')}
          value={String(speed)}
          data={speeds.map((one) => ({ value: String(one), label: `${one}×` }))}
          onChange={(event) => setSpeed(Number(event.currentTarget.value))}
        />
        <Tooltip label={nameOf(file)}>
          <Button
            component="a"
            href={url}
            download
            variant="default"
            size="xs"
            leftSection={<IconDownload size={16} aria-hidden />}
            className={styles.download}
          >
            {t('recording.download')}
          </Button>
        </Tooltip>
      </div>
      {broken && <Banner tone="warning">{t('recording.cannotPlay')}</Banner>}
    </div>
  );
}
