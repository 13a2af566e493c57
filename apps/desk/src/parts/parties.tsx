import type { SegmentView } from '@centralino/protocol';
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconHeadset, IconMicrophone, IconMicrophoneOff, IconPhoneOff, IconUser, IconUserMinus, type Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useStore } from '../lib/store.ts';
import { colleaguesIn } from '../lib/who.ts';
import { useDesk } from '../state/desk-context.ts';
import type { Part } from '../state/desk-state.ts';
import { ActionButton } from './action-button.tsx';
import styles from './talks.module.css';

function Control(props: { label: string; icon: Icon; pending: boolean; onClick: () => void }): ReactNode {
  const { icon: Sign } = props;
  return (
    <Tooltip label={props.label}>
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={props.label}
        aria-busy={props.pending || undefined}
        onClick={() => {
          if (!props.pending) props.onClick();
        }}
      >
        <Sign size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

/** Everybody in a conference, what can be done about them, and the end for all. Who only leaves does it where one hangs up. */
export function Parties(props: { part: Part }): ReactNode {
  const { part } = props;
  const desk = useDesk();
  const t = useTranslations();
  const pending = useStore(desk.pending, (now) => now.has('party'));
  const ending = useStore(desk.pending, (now) => now.has('endForAll'));
  const others = colleaguesIn(part.interaction, part.segment.agentId);
  const { interaction, segment } = part;
  const caller = interaction.origin.kind === 'agent' ? interaction.origin.agentName : (interaction.customer.name ?? t('anonymous'));
  const party = (other: SegmentView): ReactNode => (
    <li key={other.id} className={`${styles.talk} ${styles.party}`}>
      <span className={styles.who}>
        <IconHeadset size={18} aria-hidden />
        <strong>{other.agentName}</strong>
      </span>
      <span className={`${styles.state} ${styles.amber}`}>{other.muted ? t('parties.silenced') : ''}</span>
      <span className={styles.buttons}>
        <Control
          label={t(other.muted ? 'parties.unsilence' : 'parties.silence', { name: other.agentName })}
          icon={other.muted ? IconMicrophone : IconMicrophoneOff}
          pending={pending}
          onClick={() => void desk.silence(part, other, !other.muted)}
        />
        <Control
          label={t('parties.remove', { name: other.agentName })}
          icon={IconUserMinus}
          pending={pending}
          onClick={() => void desk.remove(part, other)}
        />
      </span>
    </li>
  );
  return (
    <section className={styles.talks} aria-label={t('parties.label')}>
      <ul className={styles.list}>
        <li className={`${styles.talk} ${styles.party}`}>
          <span className={styles.who}>
            <IconUser size={18} aria-hidden />
            <strong>{caller}</strong>
          </span>
          <span className={`${styles.state} ${styles.muted}`}>
            {t(interaction.origin.kind === 'agent' ? 'call.colleague' : 'parties.customer')}
          </span>
        </li>
        {others.map(party)}
        <li className={`${styles.talk} ${styles.party}`}>
          <span className={styles.who}>
            <IconHeadset size={18} aria-hidden />
            <strong>{segment.agentName}</strong>
          </span>
          <span className={`${styles.state} ${segment.muted ? styles.amber : styles.muted}`}>
            {segment.muted ? t('parties.silenced') : t('parties.you')}
          </span>
        </li>
      </ul>
      <div className={styles.foot}>
        <p className={styles.hint}>{t('call.leaveHint')}</p>
        <ActionButton icon={IconPhoneOff} color="red" pending={ending} onClick={() => void desk.endForAll(part)}>
          {t('call.endForAll')}
        </ActionButton>
      </div>
    </section>
  );
}
