import { contactNameOf, type Contact, type DuplicateList } from '@centralino/protocol';
import { Button, Modal } from '@mantine/core';
import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { RestClient } from '../api/rest-client.ts';
import { Banner } from '../parts/banner.tsx';
import styles from './contacts.module.css';

/**
 * Contacts that may be the same person: one is kept, the others become it; the last merge can be undone here. The app has
 * `duplicatesWords` under `duplicates`.
 */
export function DuplicatesDialog(props: {
  contacts: RestClient['contacts'];
  /** What happened and what to do, in the reader's language. */
  failureText: (error: unknown) => string;
  /** A number as people write it; absent: as it is stored. */
  numberText?: (value: string) => string;
  onClose: () => void;
  onChanged: () => void;
}): ReactNode {
  const { contacts: api } = props;
  const t = useTranslations();
  const [list, setList] = useState<DuplicateList | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [last, setLast] = useState<{ merges: string[]; name: string } | null>(null);
  const [busy, setBusy] = useState(false);

  const look = useCallback(() => {
    api.duplicates().then(setList, (error: unknown) => setFailure(error));
  }, [api]);
  useEffect(look, [look]);

  const work = async (change: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      await change();
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
      look();
      props.onChanged();
    }
  };
  const keep = (kept: Contact, all: readonly Contact[]): Promise<void> =>
    work(async () => {
      const merges: string[] = [];
      for (const other of all) {
        if (other.id !== kept.id) merges.push((await api.merge(kept.id, { other: other.id })).id);
      }
      setLast({ merges, name: contactNameOf(kept) || t('duplicates.noName') });
    });
  const undo = (merges: readonly string[]): Promise<void> =>
    work(async () => {
      // The last first: each is undone on what it made.
      for (const merge of [...merges].reverse()) await api.undoMerge(merge);
      setLast(null);
    });

  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t('duplicates.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('duplicates.close') }}
    >
      {failure !== null && <Banner tone="error">{props.failureText(failure)}</Banner>}
      {last !== null && (
        <Banner
          tone="good"
          action={
            <Button size="xs" variant="default" loading={busy} onClick={() => void undo(last.merges)}>
              {t('duplicates.undo')}
            </Button>
          }
        >
          {t('duplicates.merged', { name: last.name })}
        </Banner>
      )}
      {list === null && failure === null && <p className={styles.muted}>{t('duplicates.loading')}</p>}
      {list !== null && (
        <>
          <p className={styles.muted}>{t(list.groups.length === 0 ? 'duplicates.none' : 'duplicates.explain')}</p>
          {list.groups.map(({ reason, contacts }) => (
            <section key={contacts.map(({ id }) => id).join()} className={styles.group} aria-label={t(`duplicates.reasons.${reason}`)}>
              <h3 className={styles.candidatesTitle}>{t(`duplicates.reasons.${reason}`)}</h3>
              {contacts.map((contact) => {
                const name = contactNameOf(contact) || t('duplicates.noName');
                return (
                  <div key={contact.id} className={styles.groupRow}>
                    <div style={{ minWidth: 0 }}>
                      <div className={styles.resultName}>{name}</div>
                      <div className={styles.resultSub}>
                        {[
                          contact.company,
                          ...contact.tel.map(({ value }) => props.numberText?.(value) ?? value),
                          ...contact.mail.map(({ value }) => value),
                        ]
                          .filter((part) => part !== '' && part !== name)
                          .join(' · ')}
                      </div>
                    </div>
                    <Button size="xs" variant="default" loading={busy} onClick={() => void keep(contact, contacts)}>
                      {t('duplicates.keep', { name })}
                    </Button>
                  </div>
                );
              })}
            </section>
          ))}
          {list.more && <p className={styles.muted}>{t('duplicates.more')}</p>}
        </>
      )}
    </Modal>
  );
}
