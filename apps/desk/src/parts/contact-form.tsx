import { failureCode } from '@centralino/ui';
import { Button, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { tabMemory } from '../lib/browser-memory.ts';
import { isNamed, type ContactFields } from '../lib/contact.ts';
import { failureWord } from '../messages/failure-message.ts';
import { Banner } from './banner.tsx';
import styles from './side-panel.module.css';

const draftPrefix = 'centralino.contactDraft.';

/** A draft that an earlier page of this tab left: the form opens again with it. */
export const hasContactDraft = (key: string): boolean => tabMemory.get(draftPrefix + key) !== null;

const readDraft = (key: string): Partial<ContactFields> => {
  try {
    return JSON.parse(tabMemory.get(draftPrefix + key) ?? '{}') as Partial<ContactFields>;
  } catch {
    return {};
  }
};

/** Creates or changes a contact. What is typed survives F5 until it is saved or cancelled. */
export function ContactForm(props: {
  draftKey: string;
  initial: ContactFields;
  onSave: (fields: ContactFields) => Promise<void>;
  onCancel: () => void;
}): ReactNode {
  const t = useTranslations();
  const [fields, setFields] = useState<ContactFields>(() => ({ ...props.initial, ...readDraft(props.draftKey) }));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const forget = (): void => tabMemory.set(draftPrefix + props.draftKey, null);

  const field = (key: keyof ContactFields, extra: object = {}) => ({
    label: t(`contact.${key}`),
    value: fields[key],
    onChange: (event: { currentTarget: { value: string } }) => {
      const next = { ...fields, [key]: event.currentTarget.value };
      setFields(next);
      tabMemory.set(draftPrefix + props.draftKey, JSON.stringify(next));
    },
    autoComplete: 'off',
    ...extra,
  });
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    if (!isNamed(fields)) return setProblem(t('contact.nameNeeded'));
    setBusy(true);
    setProblem(null);
    try {
      await props.onSave(fields);
      forget();
    } catch (error) {
      setProblem(t(`errors.${failureWord(failureCode(error))}`));
    } finally {
      setBusy(false);
    }
  };

  return (
    <form className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
      {problem !== null && <Banner tone="error">{problem}</Banner>}
      <div className={styles.pair}>
        <TextInput {...field('firstName', { 'data-autofocus': true })} maxLength={100} />
        <TextInput {...field('lastName')} maxLength={100} />
      </div>
      <TextInput {...field('company')} maxLength={200} />
      <TextInput {...field('email')} type="email" maxLength={200} />
      <TextInput {...field('phone')} type="tel" maxLength={60} />
      <Textarea {...field('notes')} rows={3} maxLength={10_000} />
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
