import type { InteractionView, Recording } from '@centralino/protocol';
import { failureCode } from '@centralino/ui';
import { IconAlertTriangle, IconCircleCheck, IconLoader } from '@tabler/icons-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { clock } from '../lib/format.ts';
import { useDesk } from '../state/desk-context.ts';
import styles from './recordings-player.module.css';
import { TrackPlayer } from './track-player.tsx';

/** Not for this user, or not there (any more): nothing to be sorry for. */
const refusals = new Set<string>(['auth.forbidden', 'request.notFound', 'interaction.unknown', 'recording.unknown']);

/**
 * The recordings of an interaction, for those who may hear them: how long, complete or not and why, a player and the files. Nothing for
 * anybody else (or `otherwise`), and nothing where nothing was recorded. `plain`: inside another card, without one of its own.
 */
export function RecordingsPlayer(props: {
  interaction: Pick<InteractionView, 'id' | 'recordings'>;
  plain?: boolean;
  otherwise?: ReactNode;
}): ReactNode {
  const { id, recordings } = props.interaction;
  const desk = useDesk();
  const t = useTranslations();
  const [found, setFound] = useState<Recording[] | 'refused' | 'failed' | null>(null);
  // One that is saved meanwhile is looked up, too.
  const states = recordings.map(({ state }) => state).join();
  useEffect(() => {
    if (states === '') return;
    let current = true;
    desk.rest.interactions.recordings(id).then(
      (list) => current && setFound(list),
      (error: unknown) => {
        if (current) setFound(refusals.has(failureCode(error)) ? 'refused' : 'failed');
      },
    );
    return () => {
      current = false;
    };
  }, [desk, id, states]);

  if (recordings.length === 0 || found === null) return null;
  if (found === 'refused') return props.otherwise ?? null;
  return (
    <section className={props.plain === true ? styles.plain : styles.recordings} aria-label={t('recording.title')}>
      <h2 className={styles.heading}>{t('recording.title')}</h2>
      {found === 'failed' && <p className={styles.muted}>{t('recording.loadFailed')}</p>}
      {recordings.map((view) => {
        const saved = found === 'failed' ? undefined : found.find((one) => one.id === view.id);
        return (
          <article key={view.id} className={styles.recording} aria-label={t('recording.one', { time: new Date(view.startedAt) })}>
            <div className={styles.head}>
              <h3 className={styles.title}>{t('recording.one', { time: new Date(view.startedAt) })}</h3>
              {saved !== undefined && <Verdict recording={saved} />}
            </div>
            {saved !== undefined && <TrackPlayer recording={saved} />}
            {saved === undefined && view.state === 'failed' && (
              <p className={styles.muted}>
                <IconAlertTriangle size={16} aria-hidden /> {t('recording.failed')}
              </p>
            )}
            {saved === undefined && view.state === 'saving' && (
              <p className={styles.muted}>
                <IconLoader size={16} aria-hidden /> {t('recording.saving')}
              </p>
            )}
          </article>
        );
      })}
    </section>
  );
}

/** Whether all of the talk is there, in words. */
function Verdict(props: { recording: Recording }): ReactNode {
  const t = useTranslations();
  const { complete, ms, problems } = props.recording.result;
  return (
    <p className={styles.verdict}>
      <span>{t('recording.length', { length: clock(ms) })}</span>
      <span className={complete ? styles.good : styles.bad}>
        {complete ? <IconCircleCheck size={16} aria-hidden /> : <IconAlertTriangle size={16} aria-hidden />}
        {complete
          ? t('recording.complete')
          : [t('recording.incomplete'), problems.map((problem) => t(`recording.problems.${problem}`)).join(', ')]
              .filter(Boolean)
              .join(': ')}
      </span>
    </p>
  );
}
