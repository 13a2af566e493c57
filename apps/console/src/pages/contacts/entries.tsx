import { maxMail, maxTel, maxWeb, MailType, TelType, WebType } from '@centralino/protocol';
import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useFormOf } from '../../kit/form.ts';
import styles from './contacts.module.css';

type Entry = { id?: string; value: string; type: string };

const kinds = {
  tel: { word: 'phone', add: 'addPhone', words: 'telTypes', types: TelType.options, first: 'CELL', most: maxTel },
  mail: { word: 'email', add: 'addEmail', words: 'mailTypes', types: MailType.options, first: 'INTERNET_WORK', most: maxMail },
  web: { word: 'web', add: 'addWeb', words: 'webTypes', types: WebType.options, first: 'WORK', most: maxWeb },
} as const;

/** Numbers, emails or web pages of a contact, each with its kind. */
export function EntriesField({ of }: { of: keyof typeof kinds }): ReactNode {
  const t = useTranslations('contact');
  const kit = useTranslations('kit');
  const form = useFormOf();
  const { word, add, words, types, first, most } = kinds[of];
  const entries = (form.get(of) as Entry[] | undefined) ?? [];
  const what = t(word);
  const set = (next: Entry[]): void => form.set(of, next);
  return (
    <div className={styles.entries} role="group" aria-label={what}>
      {entries.map((entry, index) => {
        const label = index === 0 ? what : t('numberOf', { what, place: String(index + 1) });
        const path = `${of}.${index}.value`;
        const change = (part: Partial<Entry>): void => set(entries.map((one, at) => (at === index ? { ...one, ...part } : one)));
        return (
          <div key={entry.id ?? index} className={styles.entry}>
            <TextInput
              label={label}
              type={of === 'tel' ? 'tel' : of === 'mail' ? 'email' : 'url'}
              value={entry.value}
              error={form.error(path) === undefined ? undefined : kit('fieldErrors.required')}
              data-path={path}
              onBlur={() => form.touch(path)}
              onChange={(event) => change({ value: event.currentTarget.value })}
            />
            <NativeSelect
              aria-label={t('typeOf', { what: label })}
              value={entry.type}
              data={types.map((value) => ({ value, label: t(`${words}.${value}` as 'telTypes.WORK') }))}
              onChange={(event) => change({ type: event.currentTarget.value })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              c="var(--cc-muted)"
              size="lg"
              aria-label={t('take', { what: label })}
              onClick={() => set(entries.filter((_one, at) => at !== index))}
            >
              <IconTrash size={18} stroke={1.7} aria-hidden />
            </ActionIcon>
          </div>
        );
      })}
      {entries.length < most && (
        <div>
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => set([...entries, { value: '', type: first }])}
          >
            {t(add)}
          </Button>
        </div>
      )}
    </div>
  );
}
