import { IconArrowForwardUp, IconBellRinging, IconPhone } from '@tabler/icons-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { waitingSince } from '../lib/call-clock.ts';
import { clock } from '../lib/format.ts';
import { ringGraceMs } from '../keyboard/key-guard.ts';
import { useStore } from '../lib/store.ts';
import { sentBy } from '../lib/who.ts';
import { useDesk, useServerNow } from '../state/desk-context.ts';
import type { Part } from '../state/desk-state.ts';
import { useNameFor } from '../state/use-part.ts';
import { view } from '../state/view.ts';
import { ActionButton } from './action-button.tsx';
import { Answers } from './lazy-parts.tsx';
import { channelIcon } from './channel-icon.ts';
import { KeyHint, useKeyName } from './key-hint.tsx';
import styles from './ring-card.module.css';
import { Whence } from './whence.tsx';

const radius = 28;
const length = 2 * Math.PI * radius;

/** A call that rings: who, for what, how long they have waited, what they wrote, and how long it still rings here. */
export function RingCard(props: { part: Part }): ReactNode {
  const { interaction, segment } = props.part;
  const desk = useDesk();
  const t = useTranslations();
  const pending = useStore(desk.pending);
  const online = useStore(desk.connection) === 'open';
  const byItself = useStore(desk.autoAnswering) === segment.id;
  const answerKey = useKeyName('answer');
  const declineKey = useKeyName('decline');
  const now = useServerNow(250);
  const total = Math.max(1, (segment.until ?? now) - segment.offeredAt);
  const left = Math.max(0, (segment.until ?? now) - now);
  const name = useNameFor()(interaction);
  const { origin } = interaction;
  const sender = sentBy(interaction, segment);
  // A call that a service distributes is one of its calls, whoever makes it.
  const colleague = origin.kind === 'agent' && segment.why.strategy === 'direct';
  const consulted = origin.kind === 'agent' && origin.consultFor !== null;
  const title = consulted ? t('ring.consultation') : colleague ? t('ring.colleague') : sender !== null ? t('ring.transfer') : null;
  const Sign = channelIcon(interaction.channel);
  const again = interaction.queuedReason;

  // A stage scrolled or on another page must not hide that somebody calls.
  useEffect(() => {
    document.querySelector('[data-ring]')?.scrollIntoView({ block: 'nearest' });
  }, []);

  // From when keys are for this ring: also for those who wait for it, like tests.
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), ringGraceMs);
    return () => clearTimeout(timer);
  }, []);

  const answer = (): void => {
    view.set({ kind: 'desk' });
    void desk.answer(props.part);
  };

  return (
    <section className={styles.card} aria-label={t('ring.region')} data-ring={segment.id} data-settled={settled || undefined}>
      <div className={styles.lease} role="img" aria-label={t('ring.left', { seconds: String(Math.ceil(left / 1000)) })}>
        <svg viewBox="0 0 64 64" width="64" height="64" aria-hidden="true">
          <circle cx="32" cy="32" r={radius} fill="none" stroke="var(--cc-line)" strokeWidth="4" />
          <circle
            cx="32"
            cy="32"
            r={radius}
            fill="none"
            stroke="var(--cc-amber-mark)"
            strokeWidth="4"
            strokeLinecap="round"
            strokeDasharray={length}
            strokeDashoffset={length * (1 - left / total)}
          />
        </svg>
        <IconBellRinging className={styles.bell} size={26} stroke={1.8} aria-hidden />
      </div>
      <div style={{ minWidth: 0 }} role="alert">
        <div className={styles.kind}>
          <Sign size={15} aria-hidden />
          {title ?? t('ring.title', { channel: t(`channels.${interaction.channel}`) })}
        </div>
        <h1 className={styles.name}>{name}</h1>
        <div className={styles.meta} aria-live="off">
          {consulted
            ? t('ring.about', { name: interaction.customer.name ?? t('anonymous') })
            : sender !== null && !colleague
              ? t('ring.from', { name: sender })
              : colleague
                ? t(`channels.${interaction.channel}`)
                : segment.service.name}{' '}
          · <span className="cc-tabular">{t('ring.waited', { time: clock(now - waitingSince(interaction, segment)) })}</span>
        </div>
        {!colleague && <Whence interaction={interaction} />}
        {byItself && <div className={styles.again}>{t('ring.byItself')}</div>}
        {sender === null && again !== null && again !== 'arrived' && <div className={styles.again}>{t(`ring.again.${again}`)}</div>}
      </div>
      <div className={styles.buttons}>
        <ActionButton
          icon={IconPhone}
          color="green"
          size="md"
          pending={pending.has('answer')}
          unavailable={!online}
          rightSection={<KeyHint action="answer" onColour />}
          aria-keyshortcuts={answerKey === undefined ? 'Enter' : `${answerKey} Enter`}
          onClick={answer}
        >
          {t('ring.answer')}
        </ActionButton>
        <ActionButton
          icon={IconArrowForwardUp}
          variant="default"
          pending={pending.has('decline')}
          unavailable={!online || pending.has('answer')}
          rightSection={<KeyHint action="decline" />}
          aria-keyshortcuts={declineKey}
          onClick={() => void desk.decline(props.part)}
        >
          {t('ring.decline')}
        </ActionButton>
      </div>
      <Answers className={styles.answers} answers={interaction.customer.answers} label={t('ring.wrote')} />
    </section>
  );
}
