import type { ContactFields } from '@centralino/protocol';
import { failureCode } from '@centralino/ui';
import { Button, NativeSelect, Switch, Textarea, TextInput } from '@mantine/core';
import { useEffect, useState, type FormEvent, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { tabMemory } from '../lib/browser-memory.ts';
import { failureWord } from '../messages/failure-message.ts';
import { Banner } from '../parts/banner.tsx';
import styles from '../parts/side-panel.module.css';
import { useDesk } from '../state/desk-context.ts';
import { isNamed } from './contact.ts';
import { EntryFields, entryProblems } from './entry-fields.tsx';

const draftPrefix = 'centralino.contactDraft.';

/** A draft that an earlier page of this tab left: the form opens again with it. */
export const hasContactDraft = (key: string): boolean => tabMemory.get(draftPrefix + key) !== null;

const readDraft = (key: string): Partial<ContactFields> => {
  try {
    const draft = JSON.parse(tabMemory.get(draftPrefix + key) ?? '{}') as Partial<ContactFields>;
    // Of an earlier version, perhaps.
    return Array.isArray(draft.tel) ? draft : {};
  } catch {
    return {};
  }
};

type TextField = { [K in keyof ContactFields]: ContactFields[K] extends string ? K : never }[keyof ContactFields];
const further: [TextField, number][] = [
  ['otherName', 100],
  ['department', 200],
  ['role', 200],
  ['category', 100],
  ['street', 200],
  ['postcode', 20],
  ['city', 100],
  ['region', 100],
  ['country', 100],
];

/** Creates or changes a contact. What is typed survives F5 until it is saved or cancelled. */
export function ContactForm(props: {
  draftKey: string;
  initial: ContactFields;
  onSave: (fields: ContactFields) => Promise<void>;
  onCancel: () => void;
}): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const [fields, setFields] = useState<ContactFields>(() => withEntries({ ...props.initial, ...readDraft(props.draftKey) }));
  const [more, setMore] = useState(
    () => further.some(([key]) => props.initial[key] !== '') || props.initial.custom.some((value) => value !== ''),
  );
  const [books, setBooks] = useState<{ value: string; label: string }[]>([]);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const forget = (): void => tabMemory.set(draftPrefix + props.draftKey, null);

  useEffect(() => {
    let current = true;
    desk.rest.contacts.books().then(
      (found) => current && setBooks(found.map(({ id, name }) => ({ value: id, label: name }))),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [desk]);

  const change = (part: Partial<ContactFields>): void => {
    const next = { ...fields, ...part };
    setFields(next);
    tabMemory.set(draftPrefix + props.draftKey, JSON.stringify(next));
  };
  const text = (key: TextField, maxLength: number, extra: object = {}) => ({
    label: t(key === 'region' ? 'contact.region_' : (`contact.${key}` as 'contact.firstName')),
    value: fields[key],
    onChange: (event: { currentTarget: { value: string } }) => change({ [key]: event.currentTarget.value }),
    autoComplete: 'off',
    maxLength,
    ...extra,
  });
  const wrong = entryProblems(fields);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    setTried(true);
    if (!isNamed(fields)) return setProblem(t('contact.nameNeeded'));
    if (wrong) return;
    setBusy(true);
    setProblem(null);
    try {
      await props.onSave(withoutEmpty(fields));
      forget();
    } catch (error) {
      setProblem(failureCode(error) === 'contact.changed' ? t('contact.changedMeanwhile') : t(`errors.${failureWord(failureCode(error))}`));
    } finally {
      setBusy(false);
    }
  };

  return (
    <form className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
      {problem !== null && <Banner tone="error">{problem}</Banner>}
      <div className={styles.pair}>
        <TextInput {...text('firstName', 100, { 'data-autofocus': true })} />
        <TextInput {...text('lastName', 100)} />
      </div>
      <TextInput {...text('company', 200)} />
      <EntryFields of="tel" fields={fields} onChange={change} tried={tried} />
      <EntryFields of="mail" fields={fields} onChange={change} tried={tried} />
      <Textarea {...text('notes', 10_000)} rows={3} />
      {more && (
        <>
          <div className={styles.pair}>
            {further.map(([key, max]) => (
              <TextInput key={key} {...text(key, max)} />
            ))}
            <NativeSelect
              label={t('contact.kind')}
              value={fields.kind}
              onChange={(event) => change({ kind: event.currentTarget.value as ContactFields['kind'] })}
              data={(['individual', 'org'] as const).map((kind) => ({ value: kind, label: t(`contact.kinds.${kind}`) }))}
            />
            {books.length > 1 && (
              <NativeSelect
                label={t('contact.book')}
                value={fields.bookId}
                onChange={(event) => change({ bookId: event.currentTarget.value })}
                data={books}
              />
            )}
          </div>
          <Switch label={t('contact.vip')} checked={fields.vip} onChange={(event) => change({ vip: event.currentTarget.checked })} />
          <EntryFields of="web" fields={fields} onChange={change} tried={tried} />
          <div className={styles.pair}>
            {Array.from({ length: 10 }, (_, place) => (
              <TextInput
                key={place}
                label={t('contact.custom', { place: String(place + 1) })}
                maxLength={500}
                autoComplete="off"
                value={fields.custom[place] ?? ''}
                onChange={(event) => {
                  const custom = Array.from({ length: 10 }, (_one, i) => fields.custom[i] ?? '');
                  custom[place] = event.currentTarget.value;
                  change({ custom });
                }}
              />
            ))}
          </div>
        </>
      )}
      <Button variant="subtle" size="compact-sm" style={{ alignSelf: 'start' }} aria-expanded={more} onClick={() => setMore(!more)}>
        {t(more ? 'contact.less' : 'contact.more')}
      </Button>
      <div className={styles.actions} style={{ marginTop: 4 }}>
        <Button type="submit" loading={busy}>
          {t('common.save')}
        </Button>
        <Button
          variant="default"
          onClick={() => {
            forget();
            props.onCancel();
          }}
        >
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}

/** One place to type a number and one for an email are always there. */
const withEntries = (fields: ContactFields): ContactFields => ({
  ...fields,
  tel: fields.tel.length === 0 ? [{ value: '', type: 'MAIN' }] : fields.tel,
  mail: fields.mail.length === 0 ? [{ value: '', type: 'INTERNET_WORK' }] : fields.mail,
});

const withoutEmpty = (fields: ContactFields): ContactFields => ({
  ...fields,
  tel: fields.tel.filter(({ value }) => value.trim() !== ''),
  mail: fields.mail.filter(({ value }) => value.trim() !== ''),
  web: fields.web.filter(({ value }) => value.trim() !== ''),
});
