import type { InteractionHistory } from '@centralino/protocol';
import { failureCode, type FailureCode } from '@centralino/ui';
import { Button } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { clock, talkedTime } from '../lib/format.ts';
import { failureWord } from '../messages/failure-message.ts';
import { PopupHistory } from '../popup/popup-history.tsx';
import { useDesk } from '../state/desk-context.ts';
import { view } from '../state/view.ts';
import { Answers } from './answers.tsx';
import { Banner } from './banner.tsx';
import call from './call-stage.module.css';
import { channelIcon } from './channel-icon.ts';
import cards from './devices.module.css';
import { OutcomeWord } from './outcome-word.tsx';
import styles from './past-view.module.css';
import { RecordingsPlayer } from './recordings-player.tsx';
import side from './side-panel.module.css';

/** An interaction that is over: what it was, how it went, what was written. */
export function PastView(props: { interactionId: string }): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const format = useFormatter();
  const [history, setHistory] = useState<InteractionHistory | null>(null);
  const [problem, setProblem] = useState<FailureCode | null>(null);
  useEffect(() => {
    let current = true;
    desk.rest.interactions.get(props.interactionId).then(
      (found) => current && setHistory(found),
      (error: unknown) => current && setProblem(failureCode(error)),
    );
    return () => {
      current = false;
    };
  }, [desk, props.interactionId]);

  const back = (
    <Button variant="default" size="xs" leftSection={<IconArrowLeft size={16} aria-hidden />} onClick={() => view.set({ kind: 'desk' })}>
      {t('past.close')}
    </Button>
  );
  if (history === null) {
    return (
      <div className={styles.page}>
        <div className={styles.head}>
          <h1 className={call.name}>{t('past.title')}</h1>
          {back}
        </div>
        {problem === null ? (
          <p className={side.muted}>{t('common.loading')}</p>
        ) : (
          <Banner tone="warning">{t(`errors.${failureWord(problem)}`)}</Banner>
        )}
      </div>
    );
  }
  const { interaction } = history;
  const Sign = channelIcon(interaction.channel);
  const name = interaction.customer.name ?? t('anonymous');
  const first = interaction.segments.find((segment) => segment.onlineAt !== null);
  const talkedMs = talkedTime(interaction.segments);
  const parts = interaction.segments.filter((segment) => segment.onlineAt !== null || segment.note !== '');

  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <div style={{ minWidth: 0 }}>
          <h1 className={call.name}>{name}</h1>
          <div className={call.meta}>
            <span>
              <Sign size={16} aria-hidden /> {t(`channels.${interaction.channel}`)}
            </span>
            <span>{interaction.service.name}</span>
          </div>
        </div>
        {back}
      </div>
      <section className={cards.card} aria-label={t('past.title')}>
        <dl className={styles.facts}>
          <div>
            <dt>{t('past.arrived')}</dt>
            <dd>{format.dateTime(new Date(interaction.arrivedAt), { dateStyle: 'medium', timeStyle: 'short' })}</dd>
          </div>
          <div>
            <dt>{t('past.waited')}</dt>
            <dd className="cc-tabular">{first?.onlineAt == null ? t('past.notThere') : clock(first.onlineAt - interaction.arrivedAt)}</dd>
          </div>
          <div>
            <dt>{t('past.talked')}</dt>
            <dd className="cc-tabular">{clock(talkedMs)}</dd>
          </div>
          {interaction.rating !== null && (
            <div>
              <dt>{t('past.rating')}</dt>
              <dd>{t('past.ratingValue', { rating: String(interaction.rating) })}</dd>
            </div>
          )}
          {interaction.segments
            .filter(({ disposition }) => disposition !== null)
            .map((segment) => (
              <div key={segment.id}>
                <dt>{t('past.outcome')}</dt>
                <dd>
                  <OutcomeWord segment={segment} />
                </dd>
              </div>
            ))}
        </dl>
      </section>
      <RecordingsPlayer interaction={interaction} />
      <section className={cards.card} aria-label={t('notes.label')}>
        <h2 className={side.heading}>{t('notes.label')}</h2>
        {parts.every((segment) => segment.note === '') && <p className={side.muted}>{t('past.noNote')}</p>}
        {parts
          .filter((segment) => segment.note !== '')
          .map((segment) => (
            <div key={segment.id}>
              <div className={side.company}>{segment.agentName}</div>
              <p className={styles.note}>{segment.note}</p>
            </div>
          ))}
      </section>
      {interaction.ratingComment != null && (
        <section className={cards.card} aria-label={t('past.ratingComment')}>
          <h2 className={side.heading}>{t('past.ratingComment')}</h2>
          <p className={styles.note}>{interaction.ratingComment}</p>
        </section>
      )}
      <PopupHistory interactionId={interaction.id} />
      {interaction.customer.answers.length > 0 && (
        <section className={cards.card} aria-label={t('contact.form')}>
          <h2 className={side.heading}>{t('contact.form')}</h2>
          <Answers className={side.answers} answers={interaction.customer.answers} label={t('contact.form')} />
        </section>
      )}
    </div>
  );
}
