import type { InteractionView, RecordingView, SegmentView } from '@centralino/protocol';
import { Button, UnstyledButton } from '@mantine/core';
import { IconHourglass, IconPhonePlus, IconPlayerPauseFilled, IconPlayerRecordFilled } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { clockText, ownCallClock, partClock } from '../lib/call-clock.ts';
import { useStore } from '../lib/store.ts';
import { useDesk, useServerNow } from '../state/desk-context.ts';
import { openSegmentOf } from '../state/desk-state.ts';
import { mayCall } from '../state/may.ts';
import { recordingOf, recordingSign } from '../state/recording.ts';
import { useNameFor } from '../state/use-part.ts';
import { useToday } from '../state/use-today.ts';
import { targetDialog, view } from '../state/view.ts';
import { channelIcon } from './channel-icon.ts';
import styles from './work-list.module.css';

type Colour = 'green' | 'amber' | 'petrol' | 'red' | 'grey';

function RecordingMark(props: { recording: RecordingView }): ReactNode {
  const t = useTranslations();
  const runs = recordingSign(props.recording) === 'recording';
  const word = t(runs ? 'recording.runningShort' : 'recording.paused');
  const Sign = runs ? IconPlayerRecordFilled : IconPlayerPauseFilled;
  return (
    <span className={`${styles.recorded} ${runs ? '' : styles.still}`} role="img" aria-label={word} title={word}>
      <Sign size={11} aria-hidden />
    </span>
  );
}

function Item(props: {
  interaction: InteractionView;
  status: string;
  time: string;
  colour: Colour;
  here: boolean;
  onOpen: () => void;
}): ReactNode {
  const { interaction } = props;
  const Sign = channelIcon(interaction.channel);
  const name = useNameFor()(interaction);
  const recording = recordingOf(interaction);
  return (
    <li>
      <UnstyledButton
        className={`${styles.item} ${props.here ? styles.here : ''}`}
        aria-current={props.here || undefined}
        onClick={props.onOpen}
      >
        <span className={`${styles.sign} ${styles[props.colour] ?? ''}`}>
          <Sign size={17} stroke={1.9} aria-hidden />
        </span>
        <span style={{ minWidth: 0 }}>
          <span className={styles.name} style={{ display: 'block' }}>
            {name}
          </span>
          <span className={styles.sub} style={{ display: 'block' }}>
            {recording !== null && <RecordingMark recording={recording} />}
            {props.status}
          </span>
        </span>
        <span className={styles.time} aria-hidden>
          {props.time}
        </span>
      </UnstyledButton>
    </li>
  );
}

/** The agent's open interactions, what they did today, and who waits. */
export function WorkList(): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const format = useFormatter();
  const agentId = useStore(desk.state, (state) => state.agent?.id ?? '');
  const open = useStore(desk.state, (state) => state.interactions);
  const services = useStore(desk.state, (state) => state.services);
  const shown = useStore(view);
  const today = useToday();
  const now = useServerNow();
  const possible = useStore(desk.state, mayCall);
  const over = today.interactions.filter((interaction) => !open.some((one) => one.id === interaction.id));

  const openStatus = (interaction: InteractionView, segment: SegmentView): { word: string; colour: Colour } => {
    if (segment.leg.state === 'lost' || interaction.customerLeg.state === 'lost') return { word: t('list.state.lost'), colour: 'red' };
    switch (segment.state) {
      case 'offered':
        return { word: t('list.state.offered'), colour: 'amber' };
      case 'accepted':
        return { word: t('list.state.accepted'), colour: 'petrol' };
      case 'online':
        if (segment.transferring !== null) {
          return { word: t('list.state.transferring', { to: segment.transferring.toName }), colour: 'amber' };
        }
        if (!segment.held) return { word: t('list.state.online'), colour: 'green' };
        return { word: t(interaction.origin.kind === 'agent' ? 'list.state.heldByColleague' : 'list.state.held'), colour: 'amber' };
      default:
        return { word: t('list.state.wrapping'), colour: 'petrol' };
    }
  };

  /** Of a call that this agent makes, or of whom they consult. */
  const dialledStatus = (call: InteractionView): { word: string; colour: Colour } => {
    const talk = call.segments.find((segment) => segment.state === 'online');
    if (talk === undefined) return { word: t('list.state.calling'), colour: 'petrol' };
    if (!talk.held && call.callerHeld !== true) return { word: t('list.state.online'), colour: 'green' };
    const consultation = call.origin.kind === 'agent' && call.origin.consultFor !== null;
    return { word: t(consultation || call.callerHeld === true ? 'list.state.held' : 'list.state.heldByColleague'), colour: 'amber' };
  };

  return (
    <>
      <div className={styles.lists} tabIndex={-1}>
        <div className={styles.top}>
          <h2 className={styles.heading}>{t('list.now')}</h2>
          {possible && (
            <Button
              variant="subtle"
              size="compact-sm"
              aria-haspopup="dialog"
              leftSection={<IconPhonePlus size={16} aria-hidden />}
              onClick={() => targetDialog.set('call')}
            >
              {t('target.newCall')}
            </Button>
          )}
        </div>
        {open.length === 0 && <p className={styles.empty}>{t('list.nothingNow')}</p>}
        <ul className={styles.items}>
          {open.map((interaction) => {
            const segment = openSegmentOf(interaction, agentId);
            const status = segment === null ? dialledStatus(interaction) : openStatus(interaction, segment);
            return (
              <Item
                key={interaction.id}
                interaction={interaction}
                status={`${status.word} · ${interaction.origin.kind === 'agent' ? t('call.colleague') : interaction.service.name}`}
                colour={status.colour}
                time={clockText(segment === null ? ownCallClock(interaction) : partClock(segment), now)}
                here={shown.kind === 'desk'}
                onOpen={() => view.set({ kind: 'desk' })}
              />
            );
          })}
        </ul>
        <h2 className={styles.heading}>{t('list.today')}</h2>
        {today.failed && <p className={styles.empty}>{t('list.todayFailed')}</p>}
        {!today.failed && over.length === 0 && <p className={styles.empty}>{t('list.nothingToday')}</p>}
        <ul className={styles.items}>
          {over.map((interaction) => {
            const part = interaction.segments.findLast((segment) => segment.agentId === agentId && segment.outcome !== null);
            // A call that this agent made went as it went for whom they called.
            const outcome = part?.outcome ?? interaction.segments.findLast((segment) => segment.outcome !== null)?.outcome ?? 'completed';
            const word =
              part === undefined && (outcome === 'declined' || outcome === 'missed')
                ? t(`list.calledOutcome.${outcome}`)
                : t(`list.outcome.${outcome}`);
            return (
              <Item
                key={interaction.id}
                interaction={interaction}
                status={`${word} · ${interaction.origin.kind === 'agent' ? t('call.colleague') : interaction.service.name}`}
                colour={outcome === 'missed' || outcome === 'lost' || outcome === 'mediaFailed' ? 'red' : 'grey'}
                time={format.dateTime(new Date(part?.offeredAt ?? interaction.arrivedAt), { hour: '2-digit', minute: '2-digit' })}
                here={shown.kind === 'past' && shown.interactionId === interaction.id}
                onOpen={() => view.set({ kind: 'past', interactionId: interaction.id })}
              />
            );
          })}
        </ul>
      </div>
      {services.length > 0 && (
        <section className={styles.services} aria-label={t('list.services')}>
          {services.map((service) => (
            <div key={service.code} className={`${styles.service} ${service.waiting > 0 ? styles.some : ''}`}>
              <IconHourglass size={16} aria-hidden />
              <span className={styles.serviceName}>{service.name}</span>
              <span className={styles.count}>{t('list.waiting', { count: service.waiting })}</span>
            </div>
          ))}
        </section>
      )}
    </>
  );
}
