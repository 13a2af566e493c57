import { sdkContactId } from '@centralino/protocol';
import { useLanguage } from '@centralino/ui';
import { UnstyledButton } from '@mantine/core';
import { IconAddressBook } from '@tabler/icons-react';
import { useId, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useStore } from '../lib/store.ts';
import { useDesk } from '../state/desk-context.ts';
import type { Part } from '../state/desk-state.ts';
import { iconOfClasses } from './fa-icons.ts';
import { WidgetFrame } from './widget-frame.tsx';
import { sideWidget, widgetBadges } from './widget-state.ts';
import styles from './widgets.module.css';

/** The side panel of a contact: its card, and the widgets that stand beside contacts, each with a tab. */
export function ContactWidgets(props: { part: Part; children: ReactNode }): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const { language } = useLanguage();
  const id = useId();
  const all = useStore(desk.widgets);
  const badges = useStore(widgetBadges);
  const chosen = useStore(sideWidget);
  const widgets = all.filter(({ placement }) => placement === 'contact');
  const segmentId = props.part.segment.id;
  const contact = sdkContactId(segmentId, { node: 'GW' });
  const front = widgets.some((widget) => widget.id === chosen) ? chosen : null;
  if (widgets.length === 0) return props.children;
  const tabs = [null, ...widgets.map((widget) => widget.id)];
  const onKey = (event: KeyboardEvent<HTMLElement>): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = tabs[(tabs.indexOf(front) + step + tabs.length) % tabs.length] ?? null;
    sideWidget.set(next);
    document.getElementById(`${id}-tab-${next ?? 'contact'}`)?.focus();
  };
  const tab = (key: string | null, label: string, sign: ReactNode): ReactNode => (
    <UnstyledButton
      key={key ?? 'contact'}
      id={`${id}-tab-${key ?? 'contact'}`}
      role="tab"
      data-widget-tab={key}
      aria-selected={front === key}
      aria-controls={`${id}-panel-${key ?? 'contact'}`}
      tabIndex={front === key ? 0 : -1}
      className={`${styles.tab} ${front === key ? styles.here : ''}`}
      onClick={() => sideWidget.set(key)}
      onKeyDown={onKey}
    >
      {sign}
      <span className={styles.tabName}>{label}</span>
      {key !== null && badges[key] !== undefined && <span className={styles.badge}>{badges[key]}</span>}
    </UnstyledButton>
  );
  return (
    <div className={styles.beside}>
      <div role="tablist" aria-label={t('widgets.tabs')} className={styles.tabs}>
        {tab(null, t('contact.title'), <IconAddressBook size={16} aria-hidden />)}
        {widgets.map((widget) => {
          const Sign = iconOfClasses(widget.icon);
          return tab(widget.id, widget.title[language], <Sign size={16} aria-hidden />);
        })}
      </div>
      <div
        role="tabpanel"
        id={`${id}-panel-contact`}
        aria-labelledby={`${id}-tab-contact`}
        hidden={front !== null}
        className={styles.cardPanel}
      >
        {props.children}
      </div>
      {widgets.map((widget) => (
        <div
          key={widget.id}
          role="tabpanel"
          id={`${id}-panel-${widget.id}`}
          aria-labelledby={`${id}-tab-${widget.id}`}
          className={`${styles.sidePanel} ${front === widget.id ? '' : styles.hidden}`}
          inert={front !== widget.id}
          data-widget={widget.id}
        >
          <WidgetFrame widget={widget} contact={contact} />
        </div>
      ))}
    </div>
  );
}
