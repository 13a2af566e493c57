import { WidgetHost } from '@centralino/agentdesktop/host';
import type { DeskWidgetConfig } from '@centralino/protocol';
import { useLanguage } from '@centralino/ui';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useStore } from '../lib/store.ts';
import { noFeatures } from '../lib/no-features.ts';
import { failureWord } from '../messages/failure-message.ts';
import { Banner } from '../parts/banner.tsx';
import { useDesk } from '../state/desk-context.ts';
import { createWidgetHandlers, type WidgetWords } from './handlers.ts';
import styles from './widgets.module.css';

/** Scripts, forms, and windows of their own (a CRM that opens a record). No dialogs that stop the desk, no way to take its window over. */
const sandboxOf = (widget: DeskWidgetConfig): string =>
  [
    'allow-scripts',
    'allow-forms',
    'allow-popups',
    'allow-popups-to-escape-sandbox',
    'allow-downloads',
    // A page without an origin of its own is one that was configured so.
    ...(widget.allowedOrigins.length > 0 && widget.allowedOrigins.every((origin) => origin === 'null') ? [] : ['allow-same-origin']),
  ].join(' ');

/** The page of a widget, with its line to the desk. It stays loaded for as long as this is drawn, shown or not. */
export function WidgetFrame(props: { widget: DeskWidgetConfig; contact: string | null }): ReactNode {
  const { widget, contact } = props;
  const desk = useDesk();
  const t = useTranslations();
  const { language } = useLanguage();
  const ready = useStore(desk.state, (state) => state.known);
  const page = useRef<HTMLDivElement>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const words = useRef<WidgetWords | null>(null);
  words.current = {
    badDestination: (kind, why, number) =>
      why === 'empty'
        ? t(kind === 'call' ? 'widgets.emptyNumber' : 'widgets.emptyTransfer')
        : t(kind === 'call' ? 'widgets.badNumber' : 'widgets.badTransfer', { number }),
    failure: (code) => t(`errors.${failureWord(code)}`),
    title: ({ widget: one }) => one.title[language],
  };

  useEffect(() => {
    const place = page.current;
    if (place === null || !ready) return;
    const frame = document.createElement('iframe');
    frame.className = styles.frame ?? '';
    frame.setAttribute('sandbox', sandboxOf(widget));
    frame.allow = noFeatures;
    frame.referrerPolicy = 'strict-origin-when-cross-origin';
    // The page reads its identity from its frame's name: browsers hand it on only if it is there before the frame is.
    const host = new WidgetHost({
      window,
      frame,
      widget,
      contact,
      deskOrigin: location.origin,
      log: desk.sdk.log,
      knownAt: desk.sdk.missedBy(widget.id, contact),
      agent: () => desk.sdk.agentState(desk.state.get().agent),
      handlers: createWidgetHandlers(desk, () => words.current as WidgetWords),
      onRefused: (reason, message) => {
        console.warn(`widget ${widget.id} was refused (${reason}): ${message}`);
        setRefused(message);
      },
    });
    frame.src = new URL(widget.uri, location.origin).href;
    const detach = desk.sdk.attach(host, widget.id);
    setRefused(null);
    place.append(frame);
    return () => {
      detach();
      frame.remove();
    };
  }, [desk, widget, contact, ready]);

  // Its own effect: another language must not load the page again.
  const title = widget.title[language];
  useEffect(() => {
    const frame = page.current?.querySelector('iframe');
    if (frame != null) frame.title = title;
  }, [title, ready, widget, contact]);

  return (
    <div ref={page} className={styles.page}>
      {refused !== null && <Banner tone="warning">{t('widgets.refused', { message: refused })}</Banner>}
    </div>
  );
}
