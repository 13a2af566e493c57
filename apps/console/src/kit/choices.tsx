import { ActionIcon, Checkbox, NativeSelect } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react';
import { useId, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Row, useFieldError, type FieldProps } from './fields.tsx';
import { useFormOf } from './form.ts';
import { moved } from './moved.ts';
import styles from './fields.module.css';

export interface Option {
  value: string;
  label: string;
}

/** Any of a few: one box each. The value is the list of those chosen, in the order of the options. */
export function ChecksField(props: FieldProps & { options: Option[] }): ReactNode {
  const form = useFormOf();
  const helpId = useId();
  const error = useFieldError(props.name);
  const chosen = (form.get(props.name) as string[] | undefined) ?? [];
  return (
    <Row help={props.help} helpId={helpId}>
      <Checkbox.Group
        label={props.label}
        error={error}
        value={chosen}
        aria-describedby={props.help === undefined ? undefined : helpId}
        onChange={(next) => {
          // What is not on offer here (a channel of a later version) stays as it was.
          const unknown = chosen.filter((one) => !props.options.some(({ value }) => value === one));
          form.set(props.name, [...props.options.map(({ value }) => value).filter((one) => next.includes(one)), ...unknown]);
          form.touch(props.name);
        }}
      >
        <div className={styles.options}>
          {props.options.map(({ value, label }, index) => (
            <Checkbox
              key={value}
              value={value}
              label={label}
              disabled={props.disabled ?? false}
              data-path={index === 0 ? props.name : undefined}
            />
          ))}
        </div>
      </Checkbox.Group>
    </Row>
  );
}

/** Buttons by which an item of a list goes up, down or away. */
export function ItemButtons(props: {
  name: string;
  index: number;
  count: number;
  onMove: (to: number) => void;
  onRemove: () => void;
}): ReactNode {
  const t = useTranslations('kit');
  const { name, index, count } = props;
  const button = { variant: 'subtle', color: 'gray', c: 'var(--cc-muted)', size: 'md' } as const;
  return (
    <>
      <ActionIcon {...button} disabled={index === 0} aria-label={t('moveUp', { name })} onClick={() => props.onMove(index - 1)}>
        <IconArrowUp size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon {...button} disabled={index === count - 1} aria-label={t('moveDown', { name })} onClick={() => props.onMove(index + 1)}>
        <IconArrowDown size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon {...button} aria-label={t('takeOut', { name })} onClick={props.onRemove}>
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </>
  );
}

/** Several of many, in an order that matters. */
export function OrderedField(props: FieldProps & { options: Option[]; addLabel: string; none?: string }): ReactNode {
  const form = useFormOf();
  const helpId = useId();
  const error = useFieldError(props.name);
  const chosen = (form.get(props.name) as string[] | undefined) ?? [];
  const left = props.options.filter(({ value }) => !chosen.includes(value));
  const set = (next: string[]): void => form.set(props.name, next);
  return (
    <Row help={props.help} helpId={helpId}>
      <div role="group" aria-label={props.label}>
        <div className={styles.legend}>{props.label}</div>
        {chosen.length > 0 && (
          <ol className={styles.ordered}>
            {chosen.map((code, index) => {
              const name = props.options.find(({ value }) => value === code)?.label ?? code;
              return (
                <li key={code} className={styles.item}>
                  <span className={styles.rank}>{index + 1}.</span>
                  <span className={styles.itemName}>{name}</span>
                  <ItemButtons
                    name={name}
                    index={index}
                    count={chosen.length}
                    onMove={(to) => set(moved(chosen, index, to))}
                    onRemove={() => set(chosen.filter((one) => one !== code))}
                  />
                </li>
              );
            })}
          </ol>
        )}
        {left.length > 0 || chosen.length === 0 ? (
          <NativeSelect
            aria-label={props.addLabel}
            data-path={props.name}
            error={error}
            disabled={left.length === 0}
            aria-describedby={props.help === undefined ? undefined : helpId}
            value=""
            onChange={(event) => set([...chosen, event.currentTarget.value])}
            data={[{ value: '', label: left.length === 0 ? (props.none ?? props.addLabel) : props.addLabel, disabled: true }, ...left]}
          />
        ) : null}
      </div>
    </Row>
  );
}
