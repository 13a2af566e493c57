import type { Language, NotificationCatalogue, NotificationRow, ServiceConfig } from '@centralino/protocol';
import { useLanguage } from '@centralino/ui';
import { ActionIcon, Button, NativeSelect, Switch, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconCopy, IconPlus } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { ItemButtons } from '../../kit/choices.tsx';
import { Section } from '../../kit/editor-page.tsx';
import { useFormOf } from '../../kit/form.ts';
import { moved } from '../../kit/moved.ts';
import { newRow, type Draft } from './draft.ts';
import styles from './notifications.module.css';
import { Pairs } from './pairs.tsx';

/** "Service call: Ringing at an agent". */
export function rowName(row: Pick<NotificationRow, 'callType' | 'event'>, { types }: NotificationCatalogue, language: Language): string {
  const type = types.find(({ callType }) => callType === row.callType);
  const event = type?.events.find((one) => one.event === row.event);
  return `${type?.label[language] ?? row.callType}: ${event?.label[language] ?? row.event}`;
}

const mostRows = 100;

/** What a record is told: one row for each event. */
export function EventRows(props: { catalogue: NotificationCatalogue; services: ServiceConfig[] }): ReactNode {
  const t = useTranslations('notifications');
  const { language } = useLanguage();
  const form = useFormOf<Draft>();
  const rows = form.value.events;
  const set = (next: NotificationRow[]): void => form.set('events', next);
  // A single row is what people came for; of many they look for one.
  const [open, setOpen] = useState<number | null>(rows.length === 1 ? 0 : null);
  return (
    <Section title={t('events')} text={t('eventsText')}>
      {rows.map((row, index) => {
        const name = t('rowName', { number: index + 1, name: rowName(row, props.catalogue, language) });
        const isOpen = open === index;
        const Mark = isOpen ? IconChevronDown : IconChevronRight;
        return (
          <div key={index} role="group" aria-label={name} className={styles.row}>
            <div className={styles.rowHead}>
              <UnstyledButton className={styles.rowName} aria-expanded={isOpen} onClick={() => setOpen(isOpen ? null : index)}>
                <Mark size={16} aria-hidden /> {name}
              </UnstyledButton>
              <Switch
                size="xs"
                aria-label={t('rowEnabled', { name })}
                checked={row.enabled}
                onChange={(event) => form.set(`events.${index}.enabled`, event.currentTarget.checked)}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                c="var(--cc-muted)"
                disabled={rows.length >= mostRows}
                aria-label={t('duplicate', { name })}
                onClick={() => {
                  set([...rows.slice(0, index + 1), row, ...rows.slice(index + 1)]);
                  setOpen(index + 1);
                }}
              >
                <IconCopy size={16} aria-hidden />
              </ActionIcon>
              <ItemButtons
                name={name}
                index={index}
                count={rows.length}
                onMove={(to) => {
                  set(moved(rows, index, to));
                  setOpen(open === index ? to : null);
                }}
                onRemove={() => {
                  set(rows.filter((_, place) => place !== index));
                  setOpen(null);
                }}
              />
            </div>
            {isOpen && <RowBody index={index} row={row} {...props} />}
          </div>
        );
      })}
      <div>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          disabled={rows.length >= mostRows}
          onClick={() => {
            set([...rows, { ...newRow, variables: rows.at(-1)?.variables ?? newRow.variables }]);
            setOpen(rows.length);
          }}
        >
          {t('addEvent')}
        </Button>
      </div>
    </Section>
  );
}

/** Of the channels that the vendor tells, only voice and video live yet (both are its `phone`); a row that has another keeps it. */
const isAlive = (channel: NotificationRow['channel']): boolean => channel === 'phone';

function RowBody(props: { index: number; row: NotificationRow; catalogue: NotificationCatalogue; services: ServiceConfig[] }): ReactNode {
  const t = useTranslations('notifications');
  const { language } = useLanguage();
  const form = useFormOf<Draft>();
  const { index, row, catalogue, services } = props;
  const path = `events.${index}`;
  const type = catalogue.types.find(({ callType }) => callType === row.callType);
  const ofService = row.callType === 'SERVICECALL' || row.callType === 'SERVICECHAT';

  /** Event and channel stay where the other type has them too. */
  const setType = (callType: string): void => {
    const next = catalogue.types.find((one) => one.callType === callType);
    const [event] = next?.events ?? [];
    const [channel] = next?.channels ?? [];
    if (next === undefined || event === undefined || channel === undefined) return;
    form.set(path, {
      ...row,
      callType: next.callType,
      event: next.events.some((one) => one.event === row.event) ? row.event : event.event,
      channel: next.channels.includes(row.channel) ? row.channel : channel,
      service: next.callType.startsWith('SERVICE') ? row.service : null,
    });
  };
  return (
    <div className={styles.rowBody}>
      <div className={styles.choices}>
        <NativeSelect
          label={t('callType')}
          value={row.callType}
          data={catalogue.types
            .filter(({ callType, channels }) => callType === row.callType || channels.some(isAlive))
            .map(({ callType, label }) => ({ value: callType, label: label[language] }))}
          onChange={(event) => setType(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('event')}
          value={row.event}
          data={(type?.events ?? []).map(({ event, label }) => ({ value: event, label: label[language] }))}
          onChange={(event) => form.set(`${path}.event`, event.currentTarget.value)}
        />
        <NativeSelect
          label={t('channel')}
          value={row.channel}
          data={(type?.channels ?? [])
            .filter((value) => value === row.channel || isAlive(value))
            .map((value) => ({ value, label: t(`channels.${value}`) }))}
          onChange={(event) => form.set(`${path}.channel`, event.currentTarget.value)}
        />
        {ofService && (
          <NativeSelect
            label={t('service')}
            value={row.service ?? ''}
            data={[{ value: '', label: t('everyService') }, ...services.map(({ code, name }) => ({ value: code, label: name }))]}
            onChange={(event) => form.set(`${path}.service`, event.currentTarget.value === '' ? null : event.currentTarget.value)}
          />
        )}
      </div>
      <Pairs
        path={`${path}.variables`}
        options={catalogue.variables.map(({ key, label }) => ({ value: key, label: `${key}: ${label[language]}` }))}
      />
      <Pairs path={`${path}.popupVariables`} />
    </div>
  );
}
