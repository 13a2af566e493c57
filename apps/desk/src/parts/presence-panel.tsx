import { useLanguage } from '@centralino/ui';
import { Button, NativeSelect } from '@mantine/core';
import { IconCircleCheck, IconLogout, IconPlayerPauseFilled } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { browserMemory } from '../lib/browser-memory.ts';
import { clockText, partClock, type CallClock } from '../lib/call-clock.ts';
import { useStore } from '../lib/store.ts';
import { useDesk, useServerNow } from '../state/desk-context.ts';
import { useReasonWords } from '../state/presence-words.ts';
import { useCurrentPart, useOwnCall, useRingingPart } from '../state/use-part.ts';
import { ActionButton } from './action-button.tsx';
import styles from './presence-panel.module.css';
import { presenceLooks } from './presence-looks.ts';

const reasonKey = 'centralino.pauseReason';

/** What the agent says of themselves, what they are doing, and since when: all as the server has it. */
export function PresencePanel(): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const format = useFormatter();
  const { language } = useLanguage();
  const agent = useStore(desk.state, (state) => state.agent);
  const reasons = useStore(desk.state, (state) => state.pauseReasons);
  const reasonWords = useReasonWords();
  const pending = useStore(desk.pending);
  const ringing = useRingingPart();
  const current = useCurrentPart();
  const call = useOwnCall();
  const now = useServerNow();
  const [chosen, choose] = useState(() => browserMemory.get(reasonKey));

  const presence = agent?.presence ?? null;
  const kind = agent === null || agent.activity === 'idle' ? (presence?.kind ?? 'loggedOut') : agent.activity;
  const look = presenceLooks[kind];
  const segment = current?.segment ?? ringing?.segment;
  const shown: CallClock | null =
    agent === null
      ? null
      : call !== null && (kind === 'calling' || kind === 'talking')
        ? { kind: 'since', at: call.segments.find((one) => one.state === 'online')?.onlineAt ?? call.arrivedAt }
        : kind === 'ready' || kind === 'paused' || kind === 'loggedOut' || segment === undefined
          ? { kind: 'since', at: agent.presenceSince }
          : // Talking, also while somebody is on hold: how long that lasts stands where the hold is.
            partClock({ ...segment, held: false });

  const pausedFor = presence?.kind === 'paused' ? presence.reason : null;
  const selected = [pausedFor, chosen].find((code) => reasons.some((reason) => reason.code === code)) ?? reasons[0]?.code ?? 'pause';
  const word = kind === 'ready' ? t('presence.ready') : t(`presence.${kind}`);
  const detail =
    kind === 'paused' && pausedFor !== null
      ? reasonWords(pausedFor)
      : presence !== null && kind !== presence.kind
        ? `${t(`presence.${presence.kind}`)}${pausedFor === null ? '' : ` · ${reasonWords(pausedFor)}`}`
        : null;
  const Sign = look.icon;

  return (
    <section className={styles.panel} aria-label={t('presence.label')}>
      <div className={styles.head}>
        <span className={`${styles.sign} ${styles[look.colour]}`}>
          <Sign size={20} stroke={1.9} aria-hidden />
        </span>
        <div className={styles.word} role="status">
          {agent === null ? t('common.loading') : word}
          {detail !== null && <div className={styles.detail}>{detail}</div>}
        </div>
        {shown?.kind === 'since' && (
          <time
            className={styles.timer}
            dateTime={new Date(shown.at).toISOString()}
            title={t('presence.since', { time: new Date(shown.at) })}
            aria-label={format.dateTime(new Date(shown.at), { timeStyle: 'short' })}
          >
            {clockText(shown, now)}
          </time>
        )}
        {shown?.kind === 'until' && (
          <span className={styles.timer} title={t('wrap.left', { time: clockText(shown, now) })}>
            {clockText(shown, now)}
          </span>
        )}
      </div>
      <div className={styles.buttons}>
        <ActionButton
          icon={IconCircleCheck}
          variant={presence?.kind === 'ready' ? 'filled' : 'default'}
          color="green"
          aria-pressed={presence?.kind === 'ready'}
          pending={pending.has('ready')}
          onClick={() => void desk.ready()}
        >
          {t('presence.ready')}
        </ActionButton>
        <ActionButton
          icon={IconPlayerPauseFilled}
          variant="default"
          amber={presence?.kind === 'paused'}
          aria-pressed={presence?.kind === 'paused'}
          pending={pending.has('pause')}
          onClick={() => void desk.pause(selected)}
        >
          {t('presence.pause')}
        </ActionButton>
      </div>
      <div className={styles.row}>
        {reasons.length > 0 ? (
          <NativeSelect
            className={styles.reason}
            size="xs"
            label={t('presence.reason')}
            value={selected}
            data={reasons.map((reason) => ({ value: reason.code, label: reason.label[language] }))}
            onChange={(event) => {
              const code = event.currentTarget.value;
              choose(code);
              browserMemory.set(reasonKey, code);
              if (presence?.kind === 'paused') void desk.pause(code);
            }}
          />
        ) : (
          <span />
        )}
        <Button
          variant="subtle"
          color="gray"
          size="xs"
          c="var(--cc-muted)"
          leftSection={<IconLogout size={16} aria-hidden />}
          aria-busy={pending.has('signOut') || undefined}
          onClick={() => void desk.signOut()}
        >
          {t('presence.signOut')}
        </Button>
      </div>
    </section>
  );
}
