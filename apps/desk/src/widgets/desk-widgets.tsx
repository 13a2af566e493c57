import { useLanguage } from '@centralino/ui';
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useStore } from '../lib/store.ts';
import { useDesk } from '../state/desk-context.ts';
import { view } from '../state/view.ts';
import { iconOfClasses } from './fa-icons.ts';
import { WidgetFrame } from './widget-frame.tsx';
import styles from './widgets.module.css';

/** First-level widgets on the stage. All are loaded, as they hear what happens; one at most is seen. */
export function DeskWidgets(): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const { language } = useLanguage();
  const all = useStore(desk.widgets);
  const shown = useStore(view);
  const panel = useRef<HTMLElement>(null);
  const front = shown.kind === 'widget' ? shown.id : null;
  const widgets = all.filter(({ placement }) => placement === 'desk');

  useEffect(() => {
    if (front === null) return;
    // The keyboard goes where the eye goes: to the panel's beginning, not into the page.
    panel.current?.focus({ preventScroll: true });
    const onKey = (event: KeyboardEvent): void => {
      // Escape belongs to a dialog first.
      if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('[role=dialog]') !== null) return;
      view.set({ kind: 'desk' });
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [front]);

  return (
    <>
      {widgets.map((widget) => {
        const Sign = iconOfClasses(widget.icon);
        const here = widget.id === front;
        return (
          <section
            key={widget.id}
            ref={here ? panel : undefined}
            className={`${styles.panel} ${here ? '' : styles.hidden}`}
            aria-label={widget.title[language]}
            tabIndex={-1}
            inert={!here}
            data-widget={widget.id}
          >
            <header className={styles.head}>
              <Sign size={18} aria-hidden />
              <h1 className={styles.title}>{widget.title[language]}</h1>
              <Tooltip label={t('widgets.close')}>
                <ActionIcon variant="subtle" c="var(--cc-muted)" aria-label={t('widgets.close')} onClick={() => view.set({ kind: 'desk' })}>
                  <IconX size={18} aria-hidden />
                </ActionIcon>
              </Tooltip>
            </header>
            <WidgetFrame widget={widget} contact={null} />
          </section>
        );
      })}
    </>
  );
}
