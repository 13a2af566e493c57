import { isEmail, MailType, maxMail, maxTel, maxWeb, TelType, WebType, type ContactFields } from '@centralino/protocol';
import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { phoneOf } from '../lib/phone.ts';
import styles from './contacts.module.css';

type Kind = 'tel' | 'mail' | 'web';
type Entry = { id?: string | undefined; value: string; type: string };

const kinds = {
  tel: { word: 'phone', add: 'addPhone', types: TelType.options, first: 'CELL', most: maxTel, length: 60 },
  mail: { word: 'email', add: 'addEmail', types: MailType.options, first: 'INTERNET_WORK', most: maxMail, length: 200 },
  web: { word: 'web', add: 'addWeb', types: WebType.options, first: 'WORK', most: maxWeb, length: 300 },
} as const;

const isMail = (value: string): boolean => isEmail(value.trim());
const isWeb = (value: string): boolean => /^https?:\/\//i.test(value.trim()) || !/^[a-z][a-z0-9+.-]*:/i.test(value.trim());

/** Whether something would be refused. A number that is none is kept: "ask reception" is worth knowing. */
export const entryProblems = (fields: ContactFields): boolean =>
  fields.mail.some(({ value }) => value.trim() !== '' && !isMail(value)) ||
  fields.web.some(({ value }) => value.trim() !== '' && !isWeb(value));

/** Numbers, emails or web pages of a contact: as many as it may have, each with its kind. */
export function EntryFields(props: {
  of: Kind;
  fields: ContactFields;
  onChange: (part: Partial<ContactFields>) => void;
  tried: boolean;
}): ReactNode {
  const t = useTranslations();
  const [left, setLeft] = useState<ReadonlySet<number>>(new Set());
  const { word, add, types, first, most, length } = kinds[props.of];
  const entries: readonly Entry[] = props.fields[props.of];
  const set = (next: Entry[]): void => props.onChange({ [props.of]: next } as Partial<ContactFields>);
  const what = t(`contact.${word}`);
  const typeName = (type: string): string =>
    props.of === 'tel'
      ? t(`contact.telTypes.${type as TelType}`)
      : props.of === 'mail'
        ? t(`contact.mailTypes.${type as MailType}`)
        : t(`contact.webTypes.${type as WebType}`);

  return (
    <div className={styles.fieldset}>
      {entries.map((entry, index) => {
        const label = index === 0 ? what : t('contact.numberOf', { what, place: String(index + 1) });
        const look = entry.value.trim() !== '' && (left.has(index) || props.tried);
        const error =
          look && props.of === 'mail' && !isMail(entry.value)
            ? t('contact.badEmail')
            : look && props.of === 'web' && !isWeb(entry.value)
              ? t('contact.badWeb')
              : undefined;
        const number = look && props.of === 'tel' ? phoneOf(entry.value) : null;
        const odd = number?.e164 === null;
        const change = (part: Partial<Entry>): void => set(entries.map((one, at) => (at === index ? { ...one, ...part } : one)));
        return (
          <div key={index}>
            <div className={styles.entry}>
              <TextInput
                label={label}
                type={props.of === 'mail' ? 'email' : props.of === 'tel' ? 'tel' : 'url'}
                autoComplete="off"
                maxLength={length}
                value={entry.value}
                error={error !== undefined}
                aria-describedby={error !== undefined || odd ? `${props.of}-${index}-problem` : undefined}
                onChange={(event) => change({ value: event.currentTarget.value })}
                onBlur={() => setLeft(new Set([...left, index]))}
              />
              <NativeSelect
                aria-label={t('contact.typeOf', { what: label })}
                value={entry.type}
                onChange={(event) => change({ type: event.currentTarget.value })}
                data={types.map((type) => ({ value: type, label: typeName(type) }))}
              />
              <ActionIcon
                variant="subtle"
                size={34}
                c="var(--cc-muted)"
                aria-label={t('contact.take', { what: label })}
                onClick={() => set(entries.filter((_, at) => at !== index))}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            </div>
            {(error !== undefined || odd) && (
              <p className={styles.warn} id={`${props.of}-${index}-problem`} style={{ marginTop: 4 }}>
                {error ?? t(number?.key == null ? 'contact.oddNumber' : 'contact.unknownNumber')}
              </p>
            )}
          </div>
        );
      })}
      {entries.length < most && (
        <Button
          variant="subtle"
          size="compact-sm"
          style={{ alignSelf: 'start' }}
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => set([...entries, { value: '', type: first }])}
        >
          {t(`contact.${add}`)}
        </Button>
      )}
    </div>
  );
}
