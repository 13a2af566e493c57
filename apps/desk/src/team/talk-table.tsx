import type { InteractionView, SuperviseMode } from '@centralino/protocol';
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconEar, IconMessage2Share, IconMusic, IconPlayerPauseFilled, IconPlayerRecordFilled, IconUsersPlus } from '@tabler/icons-react';
import { useId, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useStore } from '../lib/store.ts';
import { channelIcon } from '../parts/channel-icon.ts';
import { useDesk } from '../state/desk-context.ts';
import { supervisionOf } from '../state/desk-state.ts';
import { recordingOf, recordingSign } from '../state/recording.ts';
import { talkingIn, talkSince } from '../state/team-state.ts';
import { useNameFor } from '../state/use-part.ts';
import { useCapped } from './capped.tsx';
import { Card } from './card.tsx';
import { Since } from './since.tsx';
import styles from './team.module.css';

/** Talks that go on, longest first. `busy`: the supervisor is in one already, and hears one at a time. */
export function TalkTable(props: { talks: InteractionView[]; busy: boolean }): ReactNode {
  const t = useTranslations();
  const nameFor = useNameFor();
  const id = useId();
  const { shown, more } = useCapped(props.talks);
  return (
    <Card title={t('team.talks')} count={props.talks.length} empty={t('team.nobodyTalks')} more={more}>
      <table className={styles.table}>
        <thead className={styles.names}>
          <tr>
            <th scope="col">{t('team.columns.customer')}</th>
            <th scope="col">{t('team.columns.agent')}</th>
            <th scope="col">{t('team.columns.time')}</th>
            <th scope="col">{t('team.columns.actions')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((talk) => {
            const Sign = channelIcon(talk.channel);
            const talking = talkingIn(talk);
            return (
              <tr key={talk.id}>
                <th scope="row" id={`${id}-${talk.id}`}>
                  <span className={styles.who}>
                    <Sign size={16} aria-hidden /> {nameFor(talk)}
                  </span>
                  <span className={styles.sub}>{talk.service.name}</span>
                </th>
                <td>
                  {talking.map(({ agentName }) => agentName).join(', ')}
                  <Marks talk={talk} />
                </td>
                <td>
                  <Since at={talkSince(talk)} />
                </td>
                <td className={styles.actions}>
                  <ListenButtons talk={talk} busy={props.busy} describedBy={`${id}-${talk.id}`} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Card>
  );
}

/** What is to be known of a talk, under the names of who talks. */
function Marks(props: { talk: InteractionView }): ReactNode {
  const t = useTranslations();
  const { talk } = props;
  const held = talkingIn(talk).every((segment) => segment.held);
  const recording = recordingOf(talk);
  const runs = recording !== null && recordingSign(recording) === 'recording';
  const listeners = talk.supervisors.map(({ agentName }) => agentName);
  if (!held && recording === null && listeners.length === 0) return null;
  return (
    <span className={styles.marks}>
      {held && (
        <span className={styles.amber}>
          <IconMusic size={14} aria-hidden /> {t('team.held')}
        </span>
      )}
      {recording !== null && (
        <span className={runs ? styles.red : undefined}>
          {runs ? <IconPlayerRecordFilled size={12} aria-hidden /> : <IconPlayerPauseFilled size={12} aria-hidden />}{' '}
          {t(runs ? 'recording.runningShort' : 'recording.paused')}
        </span>
      )}
      {listeners.length > 0 && (
        <span>
          <IconEar size={14} aria-hidden /> {t('team.listenedBy', { names: listeners.join(', ') })}
        </span>
      )}
    </span>
  );
}

function ListenButtons(props: { talk: InteractionView; busy: boolean; describedBy: string }): ReactNode {
  const { talk, describedBy } = props;
  const desk = useDesk();
  const t = useTranslations();
  const me = useStore(desk.state, (state) => state.agent?.id ?? '');
  const pending = useStore(desk.pending, (all) => all.has('listen'));
  // One's own talk is on the stage already.
  if (talkingIn(talk).some(({ agentId }) => agentId === me)) return null;
  if (supervisionOf(talk, me) !== null) return <span className={styles.here}>{t('team.youListen')}</span>;
  if (props.busy) return null;
  const begin = (mode: SuperviseMode) => () => {
    if (!pending) void desk.team.listen(talk.id, mode);
  };
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        aria-describedby={describedBy}
        aria-busy={pending || undefined}
        leftSection={<IconEar size={15} aria-hidden />}
        onClick={begin('listen')}
      >
        {t('team.listen')}
      </Button>
      <Tooltip label={t('team.whisper')}>
        <ActionIcon variant="default" aria-label={t('team.whisper')} aria-describedby={describedBy} onClick={begin('whisper')}>
          <IconMessage2Share size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('team.barge')}>
        <ActionIcon variant="default" aria-label={t('team.barge')} aria-describedby={describedBy} onClick={begin('barge')}>
          <IconUsersPlus size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </>
  );
}
