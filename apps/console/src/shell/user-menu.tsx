import type { SessionUser } from '@centralino/protocol';
import { PasswordDialog, useLanguage } from '@centralino/ui';
import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import {
  IconChevronDown,
  IconDeviceDesktop,
  IconHeadset,
  IconKey,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconSun,
  IconUser,
} from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useFailureText } from '../kit/failure.ts';
import { rest, signOut } from '../session.ts';
import styles from './frame.module.css';

const schemes = [
  { value: 'light', icon: IconSun },
  { value: 'dark', icon: IconMoon },
  { value: 'auto', icon: IconDeviceDesktop },
] as const;

/** Who is signed in; language, light or dark, the desk, one's password, sign out. */
export function UserMenu(props: { user: SessionUser }): ReactNode {
  const t = useTranslations();
  const failureText = useFailureText();
  const [changing, setChanging] = useState(false);
  const { language, setLanguage } = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
      <Menu position="bottom-end" width={220} withinPortal>
        <Menu.Target>
          <UnstyledButton className={styles.account}>
            <IconUser size={18} stroke={1.7} aria-hidden />
            <span className={styles.accountName}>{props.user.name}</span>
            <IconChevronDown size={14} aria-hidden />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconLanguage size={16} aria-hidden />}
            lang={language === 'en' ? 'it' : 'en'}
            onClick={() => setLanguage(language === 'en' ? 'it' : 'en')}
          >
            {t('shell.otherLanguage')}
          </Menu.Item>
          {schemes
            .filter(({ value }) => value !== colorScheme)
            .map(({ value, icon: Sign }) => (
              <Menu.Item key={value} leftSection={<Sign size={16} aria-hidden />} onClick={() => setColorScheme(value)}>
                {t(`shell.scheme.${value}`)}
              </Menu.Item>
            ))}
          <Menu.Divider />
          {props.user.roles.some((role) => role !== 'admin') && (
            <Menu.Item component="a" href="/desk/" leftSection={<IconHeadset size={16} aria-hidden />}>
              {t('shell.toDesk')}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconKey size={16} aria-hidden />} onClick={() => setChanging(true)}>
            {t('password.title')}
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void signOut()}>
            {t('shell.signOut')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {changing && <PasswordDialog change={rest.changePassword} failureText={failureText} onClose={() => setChanging(false)} />}
    </>
  );
}
