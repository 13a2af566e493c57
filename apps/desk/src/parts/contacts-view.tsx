import type { Contact } from '@centralino/protocol';
import { Button } from '@mantine/core';
import { IconAddressBook, IconPencil, IconUserPlus } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { emptyFields, fieldsOf } from '../lib/contact.ts';
import { useDesk } from '../state/desk-context.ts';
import { ContactCard } from './contact-card.tsx';
import { ContactForm, hasContactDraft } from './contact-form.tsx';
import { ContactSearch } from './contact-search.tsx';
import styles from './contacts-view.module.css';
import { Journey } from './journey.tsx';
import side from './side-panel.module.css';

/** The address book. */
export function ContactsView(): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const [chosen, choose] = useState<Contact | null>(null);
  const [editing, setEditing] = useState<'no' | 'new' | 'chosen'>(() => (hasContactDraft('book.new') ? 'new' : 'no'));
  const [changes, setChanges] = useState(0);

  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <h1 className={styles.title}>{t('contacts.title')}</h1>
        <Button
          leftSection={<IconUserPlus size={17} aria-hidden />}
          onClick={() => {
            choose(null);
            setEditing('new');
          }}
        >
          {t('contact.create')}
        </Button>
      </div>
      <div className={styles.columns}>
        <div className={styles.card}>
          <ContactSearch
            key={changes}
            listEmptyQuery
            chosen={chosen?.id ?? null}
            onChoose={(contact) => {
              choose(contact);
              setEditing('no');
            }}
          />
        </div>
        <div className={styles.card}>
          {editing !== 'no' ? (
            <ContactForm
              key={editing === 'new' ? 'new' : chosen?.id}
              draftKey={editing === 'new' ? 'book.new' : `book.${chosen?.id ?? ''}`}
              initial={editing === 'chosen' && chosen !== null ? fieldsOf(chosen) : emptyFields}
              onCancel={() => setEditing('no')}
              onSave={async (fields) => {
                choose(
                  editing === 'chosen' && chosen !== null
                    ? await desk.rest.contacts.update(chosen.id, fields)
                    : await desk.rest.contacts.create(fields),
                );
                setEditing('no');
                setChanges((count) => count + 1);
              }}
            />
          ) : chosen === null ? (
            <div className={styles.empty}>
              <IconAddressBook size={40} stroke={1.4} aria-hidden />
              {t('contacts.choose')}
            </div>
          ) : (
            <>
              <section aria-label={t('contact.title')}>
                <ContactCard contact={chosen} />
                <div className={side.actions}>
                  <Button
                    variant="default"
                    size="xs"
                    leftSection={<IconPencil size={15} aria-hidden />}
                    onClick={() => setEditing('chosen')}
                  >
                    {t('contact.edit')}
                  </Button>
                </div>
              </section>
              <section>
                <h2 className={side.heading}>{t('contact.journey')}</h2>
                <Journey key={chosen.id} contactId={chosen.id} />
              </section>
            </>
          )}
        </div>
      </div>
    </div>
  );
}
