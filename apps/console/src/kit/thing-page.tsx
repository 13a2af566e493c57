import { Button } from '@mantine/core';
import { IconZoomQuestion } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { fresh } from '../registry.ts';
import { navigate } from '../router.ts';
import { Empty } from './empty.tsx';
import { Show, type Loaded } from './load.tsx';
import { OpenedContext } from './meanwhile.ts';

/**
 * Finds the thing that the address names in what is loaded, and shows its editor: `children(thing, isNew, data)`. For `+` it is `blank`.
 * What is not there (any more) says so.
 */
export function ThingPage<D, T>(props: {
  loaded: Loaded<D>;
  id: string;
  find: (data: D) => T | undefined;
  blank: (data: D) => T;
  listPath: string;
  /** What of the thing is changed here; default: all. The rest may change at any time, such as states. */
  edited?: (thing: T) => unknown;
  children: (thing: T, isNew: boolean, data: D) => ReactNode;
}): ReactNode {
  const t = useTranslations('kit');
  const isNew = props.id === fresh;
  return (
    <Show loaded={props.loaded}>
      {(data) => {
        const thing = isNew ? props.blank(data) : props.find(data);
        if (thing !== undefined) {
          const edited = (one: T | undefined): unknown => (one === undefined || props.edited === undefined ? one : props.edited(one));
          const now = async (): Promise<unknown> => edited(props.find(await props.loaded.peek()));
          return <OpenedContext value={isNew ? null : { thing: edited(thing), now }}>{props.children(thing, isNew, data)}</OpenedContext>;
        }
        return (
          <Empty
            icon={IconZoomQuestion}
            title={t('notFound')}
            text={t('notFoundText')}
            action={<Button onClick={() => navigate(props.listPath)}>{t('backToList')}</Button>}
          />
        );
      }}
    </Show>
  );
}
