import type { SessionUser } from '@centralino/protocol';
import { useLanguage } from '@centralino/ui';
import { Tooltip, UnstyledButton } from '@mantine/core';
import {
  IconAddressBook,
  IconAdjustments,
  IconHeadset,
  IconKeyboard,
  IconLayoutSidebarRight,
  IconLogout,
  IconSettings,
  IconUsersGroup,
  type Icon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { initials } from '../lib/format.ts';
import { useStore } from '../lib/store.ts';
import { useDesk } from '../state/desk-context.ts';
import { helpOpen, view, type View } from '../state/view.ts';
import { iconOfClasses } from '../widgets/fa-icons.ts';
import { widgetBadges } from '../widgets/widget-state.ts';
import { Logo } from './logo.tsx';
import styles from './rail.module.css';

function Item(props: {
  label: string;
  icon: Icon;
  here?: boolean;
  pressed?: boolean;
  count?: number | string;
  onClick: () => void;
}): ReactNode {
  const { icon: Sign } = props;
  return (
    <div className={styles.place}>
      <Tooltip label={props.label} position="right">
        <UnstyledButton
          className={`${styles.item} ${props.here ? styles.here : ''}`}
          aria-label={typeof props.count === 'string' ? `${props.label} (${props.count})` : props.label}
          aria-current={props.here ? 'page' : undefined}
          aria-pressed={props.pressed}
          onClick={props.onClick}
        >
          <Sign size={22} stroke={1.7} aria-hidden />
        </UnstyledButton>
      </Tooltip>
      {props.count !== undefined && props.count !== 0 && (
        <span className={styles.count} aria-hidden>
          {props.count}
        </span>
      )}
    </div>
  );
}

/** The narrow menu on the left. */
export function Rail(props: { user: SessionUser; side: boolean; hasSubject: boolean; onToggleSide: () => void }): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const shown = useStore(view);
  const open = useStore(desk.state, (state) => state.interactions.length);
  const { language } = useLanguage();
  const widgets = useStore(desk.widgets);
  const badges = useStore(widgetBadges);
  const isAgent = props.user.roles.includes('agent');
  const go = (kind: Exclude<View['kind'], 'past' | 'widget'>) => () => view.set({ kind });
  return (
    <nav className={styles.rail} aria-label={t('rail.label')}>
      <div className={styles.logo}>
        <Logo size={36} />
      </div>
      {(isAgent || open > 0) && (
        <Item
          label={t('rail.calls')}
          icon={IconHeadset}
          here={shown.kind === 'desk' || shown.kind === 'past'}
          count={open}
          onClick={go('desk')}
        />
      )}
      {props.user.roles.includes('supervisor') && (
        <Item label={t('rail.team')} icon={IconUsersGroup} here={shown.kind === 'team'} onClick={go('team')} />
      )}
      <Item label={t('rail.contacts')} icon={IconAddressBook} here={shown.kind === 'contacts'} onClick={go('contacts')} />
      <div className={styles.widgets}>
        {widgets
          .filter(({ placement }) => placement === 'desk')
          .map((widget) => (
            <Item
              key={widget.id}
              label={widget.title[language]}
              icon={iconOfClasses(widget.icon)}
              here={shown.kind === 'widget' && shown.id === widget.id}
              {...(badges[widget.id] === undefined ? {} : { count: badges[widget.id] as string })}
              onClick={() => view.set({ kind: 'widget', id: widget.id })}
            />
          ))}
      </div>
      <div className={styles.space} />
      {props.hasSubject && <Item label={t('rail.side')} icon={IconLayoutSidebarRight} pressed={props.side} onClick={props.onToggleSide} />}
      <Item label={t('rail.help')} icon={IconKeyboard} onClick={() => helpOpen.set(true)} />
      <Item label={t('rail.devices')} icon={IconSettings} here={shown.kind === 'settings'} onClick={go('settings')} />
      {props.user.roles.includes('admin') && (
        <Item label={t('rail.console')} icon={IconAdjustments} onClick={() => void window.open('/console/', 'centralino-console')} />
      )}
      {!isAgent && <Item label={t('presence.signOut')} icon={IconLogout} onClick={() => void desk.signOut()} />}
      <Tooltip label={props.user.name} position="right">
        <div className={styles.you} role="img" aria-label={props.user.name}>
          {initials(props.user.name)}
        </div>
      </Tooltip>
    </nav>
  );
}
