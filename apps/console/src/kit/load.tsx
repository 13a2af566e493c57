import { Banner } from '@centralino/ui';
import { Button, Skeleton, Stack } from '@mantine/core';
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { noticeEnd } from '../session.ts';
import { useFailureText } from './failure.ts';

export interface Loaded<T> {
  data: T | null;
  error: unknown;
  reload: () => void;
  /** What is there now, without showing it. */
  peek: () => Promise<T>;
}

/**
 * Loads something of the server, again when `key` changes or `reload` is called, and every `everyMs` when given. What was there stays on the
 * screen while it is loaded again; answers that come late (of an older key) are dropped.
 */
export function useLoad<T>(key: string, load: () => Promise<T>, everyMs?: number): Loaded<T> {
  const [state, setState] = useState<{ key: string; data: T | null; error: unknown }>({ key, data: null, error: null });
  const [round, setRound] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    let current = true;
    latest.current().then(
      (data) => current && setState({ key, data, error: null }),
      (error: unknown) => {
        noticeEnd(error);
        if (current) setState((before) => ({ key, data: before.key === key ? before.data : null, error }));
      },
    );
    return () => {
      current = false;
    };
  }, [key, round]);
  const reload = useCallback(() => setRound((now) => now + 1), []);
  const peek = useCallback(() => latest.current(), []);
  useEffect(() => {
    if (everyMs === undefined) return;
    const timer = setInterval(() => document.visibilityState === 'visible' && reload(), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, reload]);
  return { data: state.key === key ? state.data : null, error: state.error, reload, peek };
}

/** What is loaded, or why it is not there yet. */
export function Show<T>(props: { loaded: Loaded<T>; children: (data: T) => ReactNode }): ReactNode {
  const t = useTranslations('kit');
  const failureText = useFailureText();
  const { data, error, reload } = props.loaded;
  if (data !== null) return props.children(data);
  if (error !== null) {
    return (
      <Banner
        tone="error"
        action={
          <Button size="compact-sm" variant="default" onClick={reload}>
            {t('tryAgain')}
          </Button>
        }
      >
        {failureText(error)}
      </Banner>
    );
  }
  return (
    <Stack gap="sm" aria-busy="true" aria-label={t('loading')}>
      {[0, 1, 2].map((row) => (
        <Skeleton key={row} height={44} radius="md" />
      ))}
    </Stack>
  );
}
