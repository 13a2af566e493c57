import type { InteractionView } from '@centralino/protocol';
import {
  IconArrowRight,
  IconArrowsExchange,
  IconHeadset,
  IconMessageCircle2,
  IconMusic,
  IconPhoneOutgoing,
  IconUser,
  IconUsers,
  IconX,
  type Icon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { ownCallClock, partClock } from '../lib/call-clock.ts';
import { clock } from '../lib/format.ts';
import { useStore } from '../lib/store.ts';
import { useDesk, useServerNow } from '../state/desk-context.ts';
import type { Part } from '../state/desk-state.ts';
import { useNameFor } from '../state/use-part.ts';
import { ActionButton } from './action-button.tsx';
import styles from './talks.module.css';

type Look = 'calling' | 'queued' | 'connecting' | 'talking' | 'held';

const looks: Record<Look, { icon: Icon; colour: string | undefined }> = {
  calling: { icon: IconPhoneOutgoing, colour: styles.petrol },
  queued: { icon: IconPhoneOutgoing, colour: styles.amber },
  connecting: { icon: IconPhoneOutgoing, colour: styles.petrol },
  talking: { icon: IconMessageCircle2, colour: styles.green },
  held: { icon: IconMusic, colour: styles.amber },
};

/** How a consultation is, for who consults. */
export function consultationLook({ state, segments }: InteractionView): Look {
  if (state === 'online') return segments.some((segment) => segment.state === 'online' && segment.held) ? 'held' : 'talking';
  if (state === 'queued' || state === 'new') return 'queued';
  return state === 'connecting' ? 'connecting' : 'calling';
}

function Talk(props: { name: string; look: Look; since: number | null; customer: boolean }): ReactNode {
  const t = useTranslations();
  const now = useServerNow();
  const { icon: Sign, colour } = looks[props.look];
  const Who = props.customer ? IconUser : IconHeadset;
  return (
    <li className={`${styles.talk} ${props.look === 'talking' ? styles.active : ''}`}>
      <span className={styles.who}>
        <Who size={18} aria-hidden />
        <strong>{props.name}</strong>
      </span>
      <span className={`${styles.state} ${colour}`}>
        <Sign size={16} aria-hidden /> {t(`consultation.${props.look}`)}
      </span>
      <span className={styles.time} aria-hidden>
        {props.since === null ? '' : clock(now - props.since)}
      </span>
    </li>
  );
}

/** Both talks of an agent who consults somebody: one is heard, the other hears music. */
export function Talks(props: { part: Part; consultation: InteractionView }): ReactNode {
  const { part, consultation } = props;
  const desk = useDesk();
  const t = useTranslations();
  const pending = useStore(desk.pending);
  const nameFor = useNameFor();
  const look = consultationLook(consultation);
  const answered = consultation.state === 'online';
  return (
    <section className={styles.talks} aria-label={t('consultation.label')}>
      <ul className={styles.list} aria-live="polite">
        <Talk name={nameFor(part.interaction)} look={part.segment.held ? 'held' : 'talking'} since={partClock(part.segment).at} customer />
        <Talk name={nameFor(consultation)} look={look} since={ownCallClock(consultation).at} customer={false} />
      </ul>
      <div className={styles.actions}>
        {answered && (
          <>
            <ActionButton
              icon={IconArrowsExchange}
              variant="default"
              pending={pending.has('swap')}
              onClick={() => void desk.swap(consultation)}
            >
              {t('consultation.swap')}
            </ActionButton>
            <ActionButton icon={IconArrowRight} pending={pending.has('complete')} onClick={() => void desk.complete(consultation)}>
              {t('consultation.complete')}
            </ActionButton>
            <ActionButton
              icon={IconUsers}
              variant="default"
              pending={pending.has('conference')}
              onClick={() => void desk.conference(consultation)}
            >
              {t('consultation.conference')}
            </ActionButton>
          </>
        )}
        <ActionButton
          icon={IconX}
          variant="default"
          pending={pending.has('cancelConsultation')}
          onClick={() => void desk.cancelConsultation(consultation)}
        >
          {t('consultation.cancel')}
        </ActionButton>
      </div>
    </section>
  );
}
