import { ActionIcon, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle, IconPlayerPauseFilled, IconPlayerRecordFilled, IconPlayerStopFilled, type Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { clock } from '../lib/format.ts';
import { useStore } from '../lib/store.ts';
import { useDesk, useServerNow } from '../state/desk-context.ts';
import type { Part } from '../state/desk-state.ts';
import { brokeOff, recordable, recordedMs, recordingOf, recordingSign } from '../state/recording.ts';
import { ActionButton } from './action-button.tsx';
import { KeyHint, useKeyName } from './key-hint.tsx';
import styles from './recording-control.module.css';

function Control(props: { label: string; icon: Icon; pending: boolean; keys?: string | undefined; onClick: () => void }): ReactNode {
  const { icon: Sign } = props;
  return (
    <Tooltip label={props.label}>
      <ActionIcon
        variant="subtle"
        size="md"
        color="red"
        aria-label={props.label}
        aria-busy={props.pending || undefined}
        aria-keyshortcuts={props.keys}
        onClick={() => {
          if (!props.pending) props.onClick();
        }}
      >
        <Sign size={17} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

/**
 * Whether this call is recorded, and the buttons for it where the service lets agents record: as long as nothing is recorded a button in the
 * row of the talk, then a sign on its picture.
 */
export function RecordingControl(props: { part: Part; place: 'row' | 'sign' }): ReactNode {
  const { part, place } = props;
  const desk = useDesk();
  const t = useTranslations();
  const now = useServerNow();
  const pending = useStore(desk.pending, (all) => all.has('record'));
  const may = useStore(desk.state, (state) => recordable(state, part));
  const keys = useKeyName('record');
  const running = recordingOf(part.interaction);

  if (running === null) {
    if (place === 'sign') {
      return brokeOff(part.interaction) ? (
        <span className={styles.broke} role="status">
          <IconAlertTriangle size={16} aria-hidden /> {t('recording.notRecorded')}
        </span>
      ) : null;
    }
    if (may === 'never') return null;
    const button = (
      <ActionButton
        stacked
        icon={IconPlayerRecordFilled}
        variant="default"
        unavailable={may !== 'possible'}
        pending={pending}
        rightSection={<KeyHint action="record" />}
        aria-keyshortcuts={keys}
        onClick={() => void desk.record(part, 'start')}
      >
        {t('recording.record')}
      </ActionButton>
    );
    return may === 'possible' ? button : <Tooltip label={t(`recording.${may}`)}>{button}</Tooltip>;
  }
  if (place === 'row') return null;
  const paused = running.state === 'paused';
  const ruleKeys = running.by === null ? keys : undefined;
  const sign = recordingSign(running);
  const about = [
    ...(sign === 'waiting' ? [t('recording.waiting')] : []),
    ...(running.by === null ? [`${t('recording.byRule')}.`] : []),
    t(running.announced ? 'recording.announced' : 'recording.silent'),
  ].join(' ');
  return (
    <div className={`${styles.control} ${sign === 'recording' ? '' : styles.paused}`} role="group" aria-label={t('recording.group')}>
      <Tooltip label={about} multiline maw={320}>
        <span className={styles.state}>
          {sign !== 'recording' ? <IconPlayerPauseFilled size={14} aria-hidden /> : <IconPlayerRecordFilled size={14} aria-hidden />}
          {/* Told when it changes, not with every second. */}
          <span role="status">
            {sign === 'recording' ? <VisuallyHidden>{t('recording.runningShort')}</VisuallyHidden> : t('recording.paused')}
            {sign === 'waiting' && <VisuallyHidden> {t('recording.waiting')}</VisuallyHidden>}
          </span>
          {sign === 'recording' && (
            <span className="cc-tabular" aria-hidden>
              {t('recording.running', { time: clock(recordedMs(running, now)) })}
            </span>
          )}
        </span>
      </Tooltip>
      {may === 'possible' && (
        <>
          {paused ? (
            <Control
              label={t('recording.resume')}
              icon={IconPlayerRecordFilled}
              pending={pending}
              keys={ruleKeys}
              onClick={() => void desk.record(part, 'resume')}
            />
          ) : (
            <Control
              label={t('recording.pause')}
              icon={IconPlayerPauseFilled}
              pending={pending}
              keys={ruleKeys}
              onClick={() => void desk.record(part, 'pause')}
            />
          )}
          {/* What the service's rule records can be paused, not stopped. */}
          {running.by !== null && (
            <Control
              label={t('recording.stop')}
              icon={IconPlayerStopFilled}
              pending={pending}
              keys={keys}
              onClick={() => void desk.record(part, 'stop')}
            />
          )}
        </>
      )}
    </div>
  );
}
