import { IconCheck, IconClockPlus, IconPencil } from '@tabler/icons-react';
import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { clockText, partClock } from '../lib/call-clock.ts';
import { clock } from '../lib/format.ts';
import { useStore } from '../lib/store.ts';
import { useDesk, useServerNow } from '../state/desk-context.ts';
import type { Part } from '../state/desk-state.ts';
import { outcomesOf } from '../state/outcome.ts';
import { useNameFor } from '../state/use-part.ts';
import { ActionButton } from './action-button.tsx';
import { OutcomeFields } from './lazy-parts.tsx';
import styles from './call-stage.module.css';
import wrap from './wrap-stage.module.css';
import { channelIcon } from './channel-icon.ts';
import { KeyHint, useKeyName } from './key-hint.tsx';
import { NotesEditor } from './notes-editor.tsx';

/** After-call work: what the call was, notes, time left, and the way out. */
export function WrapStage(props: { part: Part }): ReactNode {
  const { interaction, segment } = props.part;
  const desk = useDesk();
  const t = useTranslations();
  const pending = useStore(desk.pending);
  const finishKey = useKeyName('finish');
  const extendKey = useKeyName('extend');
  const moreTimes = segment.moreTimes ?? 0;
  const outcomes = useStore(desk.state, (state) => outcomesOf(state.serviceSettings, props.part));
  const now = useServerNow(500);
  const name = useNameFor()(interaction);
  const Sign = channelIcon(interaction.channel);
  const left = Math.max(0, (segment.until ?? now) - now);
  const total = Math.max(1, (segment.until ?? now) - (segment.endedAt ?? now));
  // Who leaves a conference has not ended it.
  const ended = segment.endedBy === 'agent' && interaction.state === 'online' ? 'left' : segment.endedBy;
  const talked = segment.onlineAt === null ? 0 : (segment.endedAt ?? now) - segment.onlineAt;

  return (
    <section className={styles.call} aria-label={t('wrap.title')}>
      <header className={styles.head}>
        <div className={styles.who}>
          <h1 className={styles.name}>{name}</h1>
          <div className={styles.meta}>
            <span>
              <Sign size={16} aria-hidden /> {t(`channels.${interaction.channel}`)}
            </span>
            <span>{interaction.service.name}</span>
          </div>
        </div>
      </header>
      <div className={wrap.panel}>
        <span className={wrap.sign}>
          <IconPencil size={20} aria-hidden />
        </span>
        <div className={wrap.words} role="status">
          <strong>{t('wrap.title')}</strong>
          <span>
            {ended !== null && `${t(`wrap.endedBy.${ended}`)}. `}
            {t('wrap.talked', { time: clock(talked) })}
          </span>
        </div>
        <div className={wrap.left}>
          <span className="cc-tabular" role="timer">
            {t('wrap.left', { time: clockText(partClock(segment), now) })}
          </span>
          <span className={wrap.track} aria-hidden>
            <span className={wrap.fill} style={{ width: `${(left / total) * 100}%` }} />
          </span>
        </div>
      </div>
      <p className={wrap.hint}>{t('wrap.hint')}</p>
      {outcomes !== null && (
        <div className={wrap.outcomePlace}>
          <OutcomeFields key={segment.id} part={props.part} config={outcomes} />
        </div>
      )}
      <div className={styles.notes}>
        <NotesEditor part={props.part} autoFocus />
      </div>
      <div className={wrap.controls}>
        <ActionButton
          icon={IconCheck}
          size="md"
          pending={pending.has('finish')}
          rightSection={<KeyHint action="finish" onColour />}
          aria-keyshortcuts={finishKey}
          onClick={() => void desk.finish(props.part)}
        >
          {t('wrap.finish')}
        </ActionButton>
        <Tooltip label={moreTimes > 0 ? t('wrap.moreTimes', { count: moreTimes }) : t('wrap.noMoreTime')}>
          <ActionButton
            icon={IconClockPlus}
            size="md"
            variant="default"
            pending={pending.has('extend')}
            unavailable={moreTimes === 0}
            rightSection={<KeyHint action="extend" />}
            aria-keyshortcuts={extendKey}
            onClick={() => void desk.extend(props.part)}
          >
            {t('wrap.extend')}
          </ActionButton>
        </Tooltip>
      </div>
    </section>
  );
}
