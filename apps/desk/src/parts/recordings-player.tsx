import type { InteractionView, RecordingList } from '@centralino/protocol';
import { failureCode, RecordingVerdict, TrackPlayer } from '@centralino/ui';
import { IconAlertTriangle, IconLoader, IconTrash } from '@tabler/icons-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useStore } from '../lib/store.ts';
import { useDesk } from '../state/desk-context.ts';
import styles from './recordings-player.module.css';

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
  const [found, setFound] = useState<RecordingList | 'refused' | 'failed' | null>(null);
  const speakerId = useStore(desk.devices, (state) => state.choice.speakerId);
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
        const saved = found === 'failed' ? undefined : found.recordings.find((one) => one.id === view.id);
        return (
          <article key={view.id} className={styles.recording} aria-label={t('recording.one', { time: new Date(view.startedAt) })}>
            <div className={styles.head}>
              <h3 className={styles.title}>{t('recording.one', { time: new Date(view.startedAt) })}</h3>
              {saved !== undefined && <RecordingVerdict recording={saved} />}
            </div>
            {saved !== undefined && <TrackPlayer recording={saved} speakerId={speakerId} />}
            {found !== 'failed' && found.removed.includes(view.id) && (
              <p className={styles.muted}>
                <IconTrash size={16} aria-hidden /> {t('recording.removed')}
              </p>
            )}
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
