import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { ItemButtons, type Option } from '../../kit/choices.tsx';
import { useFieldError } from '../../kit/fields.tsx';
import { useFormOf } from '../../kit/form.ts';
import { moved } from '../../kit/moved.ts';
import styles from './notifications.module.css';

type Pair = { key: string; parameter: string };

/**
 * What of an event is sent under which name, in this order. With `options` the keys are the variables of the system, none of them twice; without
 * they are free: the names of values that integrations set.
 */
export function Pairs({ path, options }: { path: string; options?: Option[] }): ReactNode {
  const t = useTranslations('notifications');
  const form = useFormOf();
  const kind = options === undefined ? 'popup' : 'event';
  const pairs = (form.get(path) as Pair[] | undefined) ?? [];
  const left = options?.filter(({ value }) => !pairs.some(({ key }) => key === value));
  const set = (next: Pair[]): void => form.set(path, next);
  return (
    <div role="group" aria-label={t(`pairs.${kind}`)}>
      <p className={styles.legend}>{t(`pairs.${kind}`)}</p>
      <p className={styles.muted}>{t(`pairsHelp.${kind}`)}</p>
      <ol className={styles.pairs}>
        {pairs.map((pair, index) => {
          const name = t('pair', { number: index + 1 });
          return (
            <li key={index} className={styles.pair}>
              {options === undefined ? (
                <Word path={`${path}.${index}.key`} label={t('popupKey', { number: index + 1 })} placeholder="popup1" />
              ) : (
                <NativeSelect
                  aria-label={t('variable', { number: index + 1 })}
                  value={pair.key}
                  // What another row has is not on offer, what this row has is.
                  data={options.filter(({ value }) => value === pair.key || left?.some((one) => one.value === value))}
                  onChange={(event) => {
                    const key = event.currentTarget.value;
                    // Its name goes with it, unless somebody gave it one of its own.
                    set(pairs.with(index, { key, parameter: pair.parameter === pair.key ? key : pair.parameter }));
                  }}
                />
              )}
              <Word path={`${path}.${index}.parameter`} label={t('parameter', { number: index + 1 })} placeholder="callId" />
              <span className={styles.buttons}>
                <ItemButtons
                  name={name}
                  index={index}
                  count={pairs.length}
                  onMove={(to) => set(moved(pairs, index, to))}
                  onRemove={() => set(pairs.filter((_, place) => place !== index))}
                />
              </span>
            </li>
          );
        })}
      </ol>
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconPlus size={14} aria-hidden />}
        disabled={left?.length === 0 || pairs.length >= 50}
        onClick={() => {
          const key = left?.[0]?.value ?? '';
          set([...pairs, { key, parameter: key }]);
        }}
      >
        {t(`addPair.${kind}`)}
      </Button>
    </div>
  );
}

function Word(props: { path: string; label: string; placeholder: string }): ReactNode {
  const form = useFormOf();
  const error = useFieldError(props.path);
  return (
    <TextInput
      aria-label={props.label}
      placeholder={props.placeholder}
      spellCheck={false}
      data-path={props.path}
      error={error}
      value={String(form.get(props.path) ?? '')}
      onBlur={() => form.touch(props.path)}
      onChange={(event) => form.set(props.path, event.currentTarget.value)}
    />
  );
}
