import type { Contact, DuplicateList } from '@centralino/protocol';
import { failureCode, type FailureCode } from '@centralino/ui';
import { Button, Modal } from '@mantine/core';
import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { phoneAsWritten } from '../lib/phone.ts';
import { failureWord } from '../messages/failure-message.ts';
import { Banner } from '../parts/banner.tsx';
import side from '../parts/side-panel.module.css';
import { useDesk } from '../state/desk-context.ts';
import { contactName } from './contact.ts';
import styles from './contacts.module.css';

/** Contacts that may be the same person: one is kept, the others become it; the last merge can be undone here. */
export function DuplicatesDialog(props: { onClose: () => void; onChanged: () => void }): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const [list, setList] = useState<DuplicateList | null>(null);
  const [failure, setFailure] = useState<FailureCode | null>(null);
  const [last, setLast] = useState<{ merges: string[]; name: string } | null>(null);
  const [busy, setBusy] = useState(false);

  const look = useCallback(() => {
    desk.rest.contacts.duplicates().then(setList, (error: unknown) => setFailure(failureCode(error)));
  }, [desk]);
  useEffect(look, [look]);

  const work = async (change: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      await change();
    } catch (error) {
      setFailure(failureCode(error));
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
        if (other.id !== kept.id) merges.push((await desk.rest.contacts.merge(kept.id, { other: other.id })).id);
      }
      setLast({ merges, name: contactName(kept) || t('contact.noName') });
    });
  const undo = (merges: readonly string[]): Promise<void> =>
    work(async () => {
      // The last first: each is undone on what it made.
      for (const merge of [...merges].reverse()) await desk.rest.contacts.undoMerge(merge);
      setLast(null);
    });

  return (
    <Modal opened onClose={props.onClose} title={t('duplicates.title')} size="lg" closeButtonProps={{ 'aria-label': t('common.close') }}>
      {failure !== null && <Banner tone="error">{t(`errors.${failureWord(failure)}`)}</Banner>}
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
      {list === null && failure === null && <p className={side.muted}>{t('common.loading')}</p>}
      {list !== null && (
        <>
          <p className={side.muted}>{t(list.groups.length === 0 ? 'duplicates.none' : 'duplicates.explain')}</p>
          {list.groups.map(({ reason, contacts }) => (
            <section key={contacts.map(({ id }) => id).join()} className={styles.group} aria-label={t(`duplicates.reasons.${reason}`)}>
              <h3 className={styles.candidatesTitle}>{t(`duplicates.reasons.${reason}`)}</h3>
              {contacts.map((contact) => {
                const name = contactName(contact) || t('contact.noName');
                return (
                  <div key={contact.id} className={styles.groupRow}>
                    <div style={{ minWidth: 0 }}>
                      <div className={side.resultName}>{name}</div>
                      <div className={side.resultSub}>
                        {[
                          contact.company,
                          ...contact.tel.map((tel) => phoneAsWritten(tel.e164 ?? tel.value)),
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
          {list.more && <p className={side.muted}>{t('duplicates.more')}</p>}
        </>
      )}
    </Modal>
  );
}
