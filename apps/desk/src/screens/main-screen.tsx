import type { SessionUser } from '@centralino/protocol';
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useShortcuts } from '../keyboard/use-shortcuts.ts';
import { browserMemory } from '../lib/browser-memory.ts';
import { preloadParts } from '../lib/lazy-part.tsx';
import { useStore } from '../lib/store.ts';
import { Bars } from '../parts/bars.tsx';
import { CallStage } from '../parts/call-stage.tsx';
import { IdleStage } from '../parts/idle-stage.tsx';
import {
  ContactsView,
  ContactWidgets,
  DeskWidgets,
  HelpDialog,
  PastView,
  SettingsView,
  SidePanel,
  TargetDialog,
  Wallboard,
} from '../parts/lazy-parts.tsx';
import { Notices } from '../parts/notices.tsx';
import { OwnCallStage } from '../parts/own-call-stage.tsx';
import { PresencePanel } from '../parts/presence-panel.tsx';
import { Rail } from '../parts/rail.tsx';
import { RemoteAudio } from '../parts/remote-audio.tsx';
import { RingCard } from '../parts/ring-card.tsx';
import { WorkList } from '../parts/work-list.tsx';
import { WrapStage } from '../parts/wrap-stage.tsx';
import { PopupBar } from '../popup/popup-bar.tsx';
import { PopupSide } from '../popup/popup-side.tsx';
import { usePopupSide } from '../popup/use-popup-side.ts';
import { useDesk } from '../state/desk-context.ts';
import { useCurrentPart, useOwnCall, useRingingPart } from '../state/use-part.ts';
import { helpOpen, keypadOpen, view } from '../state/view.ts';
import { WidgetAlerts } from '../widgets/widget-alerts.tsx';
import styles from './main-screen.module.css';

const sideKey = 'centralino.side';

/** The agent's desk: rail, list, stage, side. */
export function MainScreen(props: { user: SessionUser }): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const known = useStore(desk.state, (state) => state.known);
  const current = useCurrentPart();
  const ringing = useRingingPart();
  const call = useOwnCall();
  const help = useStore(helpOpen);
  const shown = useStore(view);
  const [side, setSide] = useState(() => browserMemory.get(sideKey) !== 'folded');
  /** A call of one's own takes the stage from after-call work, which goes on meanwhile. */
  const onStage = call !== null && (current === null || current.segment.state === 'wrapping') ? null : current;
  const chosen = onStage ?? ringing;
  // Who calls a colleague is no customer with a card.
  const isCustomer = chosen !== null && (chosen.interaction.origin.kind === 'customer' || chosen.interaction.origin.consultFor !== null);
  const subject = isCustomer ? chosen : null;
  const popup = usePopupSide(subject);
  // Who only supervises has no presence of a desk and no list of calls: the board takes their place, until they take a call over.
  const hasList = props.user.roles.includes('agent') || chosen !== null || call !== null;
  const hasSide = side && subject !== null && (shown.kind === 'desk' || shown.kind === 'settings');

  useEffect(() => {
    desk.setRingWords(({ interaction }) => ({
      title: t('ring.notice', {
        name: interaction.origin.kind === 'agent' ? interaction.origin.agentName : (interaction.customer.name ?? t('anonymous')),
      }),
      body: t('ring.noticeBody', { service: interaction.service.name, channel: t(`channels.${interaction.channel}`) }),
    }));
  }, [desk, t]);
  const openSide = useCallback(() => setSide(true), []);
  useShortcuts(openSide);
  // A page that opened beside the contact is seen even if the side was folded away.
  useEffect(() => {
    if (popup.frameId !== null) setSide(true);
  }, [popup.frameId]);

  // When what was focused goes away with its screen (Answer, Finish), the keyboard goes on in what came instead of at the page's start.
  useEffect(() => {
    if (!help) return;
    desk.sdk.pass({ kind: 'dialog', data: { event: 'UI:DIALOGOPENED', dialog: 'help' } });
    return () => desk.sdk.pass({ kind: 'dialog', data: { event: 'UI:DIALOGCLOSED', dialog: 'help' } });
  }, [desk, help]);
  // The keypad belongs to one call: the next one begins without it.
  const callId = onStage?.interaction.id ?? call?.id ?? null;
  useEffect(() => {
    keypadOpen.set(false);
  }, [callId]);
  // Whoever takes a talk over is in it: the board makes room for the call. When it is finished, a supervisor is back at the board.
  const tookOver = current?.segment.via === 'takeOver' ? current.segment.id : null;
  const onlySupervises = !props.user.roles.includes('agent');
  useEffect(() => {
    if (tookOver === null) return;
    view.set({ kind: 'desk' });
    return () => {
      if (onlySupervises && view.get().kind === 'desk') view.set({ kind: 'team' });
    };
  }, [tookOver, onlySupervises]);
  useEffect(() => {
    if (known) preloadParts();
  }, [known]);
  const stage = `${shown.kind}.${current?.segment.state ?? ''}.${call?.state ?? ''}`;
  const viewElement = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (document.activeElement === document.body) viewElement.current?.focus({ preventScroll: true });
    }, 50);
    return () => clearTimeout(timer);
  }, [stage]);

  const toggleSide = (): void => {
    browserMemory.set(sideKey, side ? 'folded' : 'open');
    setSide(!side);
  };

  return (
    <div className={`${styles.shell} ${hasSide ? (popup.wide ? styles.wide : '') : styles.folded} ${hasList ? '' : styles.board}`}>
      <div className={styles.rail}>
        <Rail user={props.user} side={side} onToggleSide={toggleSide} hasSubject={subject !== null} />
      </div>
      <div className={styles.bars}>
        <Bars />
        <PopupBar />
      </div>
      {hasList && (
        <aside className={styles.list} aria-label={t('list.label')}>
          {props.user.roles.includes('agent') && <PresencePanel />}
          <WorkList />
        </aside>
      )}
      <main className={styles.stage}>
        {ringing !== null && <RingCard key={ringing.segment.id} part={ringing} />}
        <DeskWidgets />
        <div ref={viewElement} className={styles.view} tabIndex={-1} hidden={shown.kind === 'widget'}>
          {shown.kind === 'team' && <Wallboard />}
          {shown.kind === 'contacts' && <ContactsView />}
          {shown.kind === 'settings' && <SettingsView />}
          {shown.kind === 'past' && <PastView key={shown.interactionId} interactionId={shown.interactionId} />}
          {shown.kind === 'desk' && call !== null && onStage === null && <OwnCallStage key={call.id} call={call} />}
          {shown.kind === 'desk' && known && current === null && call === null && (
            <IdleStage user={props.user} ringing={ringing !== null} />
          )}
          {shown.kind === 'desk' && onStage !== null && onStage.segment.state !== 'wrapping' && (
            <CallStage key={onStage.segment.id} part={onStage} />
          )}
          {shown.kind === 'desk' && onStage?.segment.state === 'wrapping' && <WrapStage key={onStage.segment.id} part={onStage} />}
        </div>
      </main>
      {subject !== null && (hasSide || popup.frameId !== null) && (
        // Not taken away with another view while a page is in it: it would be loaded anew, and what was typed there be lost.
        <aside className={styles.side} aria-label={t('contact.region')} hidden={!hasSide}>
          <PopupSide key={subject.segment.id} part={subject}>
            <ContactWidgets part={subject}>
              <SidePanel key={subject.interaction.id} part={subject} />
            </ContactWidgets>
          </PopupSide>
        </aside>
      )}
      <RemoteAudio />
      <Notices />
      <HelpDialog />
      <TargetDialog />
      <WidgetAlerts />
    </div>
  );
}
