import { Group, Loader, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Banner } from '../parts/banner.tsx';
import { Door } from './door.tsx';

/** While nobody knows yet who is signed in: nearly always shorter than a blink, longer when the server is away. */
export function Starting(props: { away: boolean }): ReactNode {
  const t = useTranslations();
  if (!props.away) return <div aria-busy="true" style={{ minHeight: '100dvh', background: 'var(--cc-paper)' }} />;
  return (
    <Door title={t('starting.title')} intro="">
      <Banner tone="warning">{t('starting.away')}</Banner>
      <Group gap="sm">
        <Loader size="sm" aria-hidden />
        <Text c="dimmed">{t('common.loading')}</Text>
      </Group>
    </Door>
  );
}
