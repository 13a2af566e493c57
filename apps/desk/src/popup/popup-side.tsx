import { ActionIcon, Button, Group, Tooltip, UnstyledButton, VisuallyHidden } from '@mantine/core';
import {
  IconAddressBook,
  IconAppWindow,
  IconArrowsDiagonal,
  IconArrowsDiagonalMinimize2,
  IconExternalLink,
  IconX,
} from '@tabler/icons-react';
import { useEffect, useId, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { noFeatures } from '../lib/no-features.ts';
import { useStore } from '../lib/store.ts';
import { Banner } from '../parts/banner.tsx';
import { useDesk } from '../state/desk-context.ts';
import type { Part } from '../state/desk-state.ts';
import styles from './popup.module.css';
import type { PopupFrame } from './popups.ts';
import { usePopupFrame } from './use-popup-side.ts';

/** What a CRM needs: scripts, its own session, forms, windows, files. Not: dialogs that stop the desk, or the desk's own window. */
const sandbox = 'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads';

/** The side of a contact: a page that popped up, and behind it whatever is there else. Without a page only that. */
export function PopupSide(props: { part: Part; children: ReactNode }): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const id = useId();
  const frame = usePopupFrame(props.part);
  const frameId = frame?.push.id ?? null;
  const [front, setFront] = useState<'page' | 'contact'>('page');
  const page = frame !== null && front === 'page';

  useEffect(() => setFront('page'), [frameId]);
  useEffect(() => {
    const onViolation = (event: SecurityPolicyViolationEvent): void => {
      if (event.effectiveDirective !== 'frame-src' || !/^https?:/.test(event.blockedURI)) return;
      desk.popups.violated(new URL(event.blockedURI).origin);
    };
    document.addEventListener('securitypolicyviolation', onViolation);
    return () => document.removeEventListener('securitypolicyviolation', onViolation);
  }, [desk]);

  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
    event.preventDefault();
    const next = page ? 'contact' : 'page';
    setFront(next);
    document.getElementById(`${id}-tab-${next}`)?.focus();
  };
  const tab = (key: 'page' | 'contact', sign: ReactNode): ReactNode => (
    <UnstyledButton
      id={`${id}-tab-${key}`}
      role="tab"
      aria-selected={front === key}
      aria-controls={`${id}-panel-${key}`}
      tabIndex={front === key ? 0 : -1}
      className={`${styles.tab} ${front === key ? styles.here : ''}`}
      onClick={() => setFront(key)}
      onKeyDown={onKey}
    >
      {sign}
      {t(`popup.${key}`)}
    </UnstyledButton>
  );

  return (
    <div className={styles.side}>
      <VisuallyHidden role="status">{frame === null ? '' : t('popup.opened')}</VisuallyHidden>
      {frame !== null && (
        <div className={styles.head}>
          <div role="tablist" aria-label={t('popup.tabs')} className={styles.tabs}>
            {tab('page', <IconAppWindow size={16} aria-hidden />)}
            {tab('contact', <IconAddressBook size={16} aria-hidden />)}
          </div>
          {page && <PageActions frame={frame} />}
        </div>
      )}
      {frame !== null && (
        <div
          role="tabpanel"
          id={`${id}-panel-page`}
          aria-labelledby={`${id}-tab-page`}
          className={`${styles.panel} ${page ? '' : styles.hidden}`}
          inert={!page}
        >
          <PopupPage key={`${frame.push.id} ${frame.attempt}`} frame={frame} />
        </div>
      )}
      <div
        {...(frame === null ? {} : { role: 'tabpanel', id: `${id}-panel-contact`, 'aria-labelledby': `${id}-tab-contact` })}
        className={styles.rest}
        hidden={page}
      >
        {props.children}
      </div>
    </div>
  );
}

function PageActions({ frame }: { frame: PopupFrame }): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const wide = useStore(desk.popups.wide);
  const action = (label: string, Sign: typeof IconX, onClick: () => void): ReactNode => (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" c="var(--cc-muted)" aria-label={label} onClick={onClick}>
        <Sign size={17} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
  return (
    <div className={styles.actions}>
      {action(t('popup.openInTab'), IconExternalLink, () => void desk.openPopup(frame.push))}
      {action(t(wide ? 'popup.narrower' : 'popup.wider'), wide ? IconArrowsDiagonalMinimize2 : IconArrowsDiagonal, () =>
        desk.popups.setWide(!wide),
      )}
      {action(t('popup.closePage'), IconX, () => desk.popups.close(frame.push.id))}
    </div>
  );
}

function PopupPage({ frame }: { frame: PopupFrame }): ReactNode {
  const { push, status } = frame;
  const desk = useDesk();
  const t = useTranslations();
  const host = push.title || location.hostname;
  const trouble = status === 'loading' || status === 'shown' ? null : status;
  return (
    <>
      {trouble !== null && (
        <div className={styles.trouble}>
          <Banner
            tone={trouble === 'slow' ? 'info' : 'warning'}
            action={
              <Group gap="xs">
                {trouble === 'unreachable' && (
                  <Button size="compact-sm" variant="default" onClick={() => void desk.reloadPopup(frame)}>
                    {t('popup.again')}
                  </Button>
                )}
                <Button size="compact-sm" onClick={() => void desk.openPopup(push)}>
                  {t('popup.openInTab')}
                </Button>
              </Group>
            }
          >
            {t(`popup.${trouble}`, { host })}
          </Banner>
        </div>
      )}
      {trouble !== 'refused' && trouble !== 'notAllowed' && (
        <iframe
          className={styles.frame}
          title={t('popup.pageOf', { host })}
          src={push.url}
          sandbox={sandbox}
          allow={noFeatures}
          referrerPolicy="strict-origin-when-cross-origin"
          onLoad={() => void desk.popups.loaded(push)}
        />
      )}
    </>
  );
}
