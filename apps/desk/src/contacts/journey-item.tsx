import type { JourneyEntry, JourneyTransfer } from '@centralino/protocol';
import { useLanguage } from '@centralino/ui';
import { Button, UnstyledButton } from '@mantine/core';
import {
  IconArrowDownLeft,
  IconArrowsExchange,
  IconArrowsLeftRight,
  IconArrowUpRight,
  IconChevronDown,
  IconMicrophone,
  IconNote,
  IconStar,
} from '@tabler/icons-react';
import { useId, type ReactNode } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { clock } from '../lib/format.ts';
import { channelIcon } from '../parts/channel-icon.ts';
import { RecordingsPlayer } from '../parts/recordings-player.tsx';
import { PopupHistory } from '../popup/popup-history.tsx';
import { view } from '../state/view.ts';
import styles from './journey.module.css';

const arrows = { in: IconArrowDownLeft, out: IconArrowUpRight, internal: IconArrowsLeftRight };
const tones: Partial<Record<JourneyEntry['result'], string | undefined>> = { open: styles.going, answered: styles.good };

/** One interaction: what came how, who answered, how it ended; opened, all that is known of it. */
export function JourneyItem(props: { entry: JourneyEntry; now: number; open: boolean; onToggle: () => void }): ReactNode {
  const t = useTranslations();
  const format = useFormatter();
  const { language } = useLanguage();
  const id = useId();
  const { entry, now, open } = props;
  const Sign = channelIcon(entry.channel);
  const Arrow = arrows[entry.direction];
  const at = new Date(entry.at);
  const exact = format.dateTime(at, { dateStyle: 'full', timeStyle: 'medium' });
  const outcome = entry.outcomeLabels.map((label) => label[language]).join(' · ');
  const agents = entry.agents.map(({ name }) => name).join(', ');

  return (
    <div className={styles.entry}>
      <span className={`${styles.sign} ${tones[entry.result] ?? styles.bad}`}>
        <Sign size={15} aria-hidden />
      </span>
      <div className={styles.body}>
        <UnstyledButton className={styles.head2} aria-expanded={open} aria-controls={`${id}-details`} onClick={props.onToggle}>
          <span className={styles.line}>
            <Arrow size={13} aria-label={t(`journey.directions.${entry.direction}`)} role="img" />
            <span className={styles.what}>{t(`channels.${entry.channel}`)}</span>
            <time className={styles.when} dateTime={at.toISOString()} title={exact}>
              {entry.result === 'open' ? t('journey.now') : format.relativeTime(at, Math.max(now, entry.at))}
            </time>
            <IconChevronDown className={open ? styles.up : ''} size={14} aria-hidden />
          </span>
          <span className={styles.line2}>
            <span className={`${styles.result} ${tones[entry.result] ?? styles.bad}`}>{t(`journey.results.${entry.result}`)}</span>
            {entry.talkMs > 0 && <span className="cc-tabular">{clock(entry.talkMs)}</span>}
            {agents !== '' && <span className={styles.cut}>{agents}</span>}
          </span>
          <span className={styles.line2}>
            <span className={styles.cut}>{[entry.service.name, outcome].filter((part) => part !== '').join(' · ')}</span>
            {entry.transfers.length > 0 && <IconArrowsExchange size={13} role="img" aria-label={t('journey.transfers')} />}
            {entry.notes.length > 0 && <IconNote size={13} role="img" aria-label={t('journey.notes')} />}
            {entry.recordings.length > 0 && <IconMicrophone size={13} role="img" aria-label={t('journey.recordings')} />}
            {entry.rating !== null && (
              <span className={styles.rating} aria-label={t('journey.rating', { rating: String(entry.rating) })} role="img">
                <IconStar size={12} aria-hidden /> {entry.rating}
              </span>
            )}
          </span>
        </UnstyledButton>
        <div id={`${id}-details`} hidden={!open}>
          {open && <Details entry={entry} exact={exact} />}
        </div>
      </div>
    </div>
  );
}

function Details(props: { entry: JourneyEntry; exact: string }): ReactNode {
  const t = useTranslations();
  const format = useFormatter();
  const { entry } = props;
  const told = ({ kind, by, to, toName, result }: JourneyTransfer): string => {
    const words = { by, to: toName };
    if (kind === 'blind') return t('journey.transferBlind', words);
    if (kind === 'conference') return t('journey.transferConference', words);
    if (kind === 'takeOver') return t('journey.transferTakeOver', { to: words.to });
    // To a queue nobody is consulted.
    return result === 'done' && to.kind !== 'service'
      ? t('journey.transferConsultationDone', words)
      : t('journey.transferConsultation', words);
  };
  const recorded = entry.recordings.length > 0 && <p>{t('journey.recording', { count: entry.recordings.length })}</p>;
  return (
    <div className={styles.details}>
      <p>{props.exact}</p>
      <p className="cc-tabular">
        {[
          t('journey.waited', { time: clock(entry.waitMs) }),
          ...(entry.talkMs > 0 ? [t('journey.talked', { time: clock(entry.talkMs) })] : []),
        ].join(' · ')}
      </p>
      {entry.missedBy.length > 0 && <p>{t('journey.missedBy', { names: entry.missedBy.join(', ') })}</p>}
      {entry.transfers.length > 0 && (
        <ul className={styles.transfers} aria-label={t('journey.transfers')}>
          {entry.transfers.map((transfer, index) => (
            <li key={index}>
              <span className="cc-tabular">{format.dateTime(new Date(transfer.at), { timeStyle: 'short' })}</span> {told(transfer)}
              {transfer.kind !== 'conference' && transfer.kind !== 'takeOver' && <> – {t(`journey.transferResults.${transfer.result}`)}</>}
            </li>
          ))}
        </ul>
      )}
      {entry.ratingComment !== null && (
        <p className={styles.note}>
          <span className={styles.noteBy}>{t('journey.ratingComment', { rating: String(entry.rating) })}</span>
          {entry.ratingComment}
        </p>
      )}
      {entry.notes.map((note, index) => (
        <p key={index} className={styles.note}>
          <span className={styles.noteBy}>{note.agentName}</span>
          {note.text}
        </p>
      ))}
      {entry.mayOpen ? (
        <RecordingsPlayer interaction={{ id: entry.interactionId, recordings: entry.recordings }} plain otherwise={recorded} />
      ) : (
        recorded
      )}
      {entry.mayOpen && <PopupHistory interactionId={entry.interactionId} plain />}
      {entry.mayOpen && entry.result !== 'open' && (
        <Button variant="default" size="compact-xs" onClick={() => view.set({ kind: 'past', interactionId: entry.interactionId })}>
          {t('journey.open')}
        </Button>
      )}
    </div>
  );
}
