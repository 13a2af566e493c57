import type { Contact } from '@centralino/protocol';
import { emptyContactFields } from '@centralino/protocol';
import { DuplicatesDialog, failureCode, ImportDialog, type FailureCode } from '@centralino/ui';
import { Button, Menu } from '@mantine/core';
import {
  IconAddressBook,
  IconCopy,
  IconDownload,
  IconFileImport,
  IconHeadset,
  IconPencil,
  IconTrash,
  IconUserPlus,
} from '@tabler/icons-react';
import { useCallback, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { phoneAsWritten } from '../lib/phone.ts';
import { useStore } from '../lib/store.ts';
import { failureWord } from '../messages/failure-message.ts';
import { Banner } from '../parts/banner.tsx';
import side from '../parts/side-panel.module.css';
import { useDesk } from '../state/desk-context.ts';
import { mayCall } from '../state/may.ts';
import { callAbout, targetDialog } from '../state/view.ts';
import { contactName, fieldsOf } from './contact.ts';
import { ContactCard } from './contact-card.tsx';
import { ContactForm, hasContactDraft } from './contact-form.tsx';
import { ContactSearch } from './contact-search.tsx';
import styles from './contacts-view.module.css';
import { Journey } from './journey.tsx';

/** The address book. */
export function ContactsView(): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const auth = useStore(desk.auth);
  const [chosen, choose] = useState<Contact | null>(null);
  const [editing, setEditing] = useState<'no' | 'new' | 'chosen'>(() => (hasContactDraft('book.new') ? 'new' : 'no'));
  const [dialog, setDialog] = useState<'import' | 'duplicates' | null>(null);
  const [changes, setChanges] = useState(0);
  const roles = auth.kind === 'signedIn' ? auth.user.roles : [];
  const keeper = roles.includes('supervisor') || roles.includes('admin');
  const failureText = (error: unknown): string => t(`errors.${failureWord(failureCode(error))}`);
  const changed = useCallback(() => setChanges((count) => count + 1), []);

  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <h1 className={styles.title}>{t('contacts.title')}</h1>
        <div className={styles.tools}>
          {keeper && (
            <>
              <Button variant="default" leftSection={<IconFileImport size={17} aria-hidden />} onClick={() => setDialog('import')}>
                {t('contacts.import')}
              </Button>
              <Menu>
                <Menu.Target>
                  <Button variant="default" leftSection={<IconDownload size={17} aria-hidden />}>
                    {t('contacts.export')}
                  </Button>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item component="a" href={desk.rest.contacts.exportUrl('csv')} download>
                    {t('contacts.exportCsv')}
                  </Menu.Item>
                  <Menu.Item component="a" href={desk.rest.contacts.exportUrl('vcard')} download>
                    {t('contacts.exportVcard')}
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
              <Button variant="default" leftSection={<IconCopy size={17} aria-hidden />} onClick={() => setDialog('duplicates')}>
                {t('contacts.duplicates')}
              </Button>
            </>
          )}
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
              initial={editing === 'chosen' && chosen !== null ? fieldsOf(chosen) : emptyContactFields}
              onCancel={() => setEditing('no')}
              onSave={async (fields) => {
                choose(
                  editing === 'chosen' && chosen !== null
                    ? await desk.rest.contacts.update(chosen.id, { ...fields, updatedAt: chosen.updatedAt })
                    : await desk.rest.contacts.create(fields),
                );
                setEditing('no');
                changed();
              }}
            />
          ) : chosen === null ? (
            <div className={styles.empty}>
              <IconAddressBook size={40} stroke={1.4} aria-hidden />
              {t('contacts.choose')}
            </div>
          ) : (
            <Chosen
              key={chosen.id}
              contact={chosen}
              onEdit={() => setEditing('chosen')}
              onRemoved={
                keeper
                  ? () => {
                      choose(null);
                      changed();
                    }
                  : null
              }
            />
          )}
        </div>
      </div>
      {dialog === 'import' && (
        <ImportDialog contacts={desk.rest.contacts} failureText={failureText} onClose={() => setDialog(null)} onChanged={changed} />
      )}
      {dialog === 'duplicates' && (
        <DuplicatesDialog
          contacts={desk.rest.contacts}
          failureText={failureText}
          numberText={phoneAsWritten}
          onClose={() => setDialog(null)}
          onChanged={() => {
            choose(null);
            changed();
          }}
        />
      )}
    </div>
  );
}

function Chosen(props: { contact: Contact; onEdit: () => void; onRemoved: (() => void) | null }): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const possible = useStore(desk.state, mayCall);
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState<FailureCode | null>(null);
  const { contact, onRemoved } = props;
  const remove = (done: () => void): void => {
    setFailure(null);
    desk.rest.contacts.remove(contact.id).then(done, (error: unknown) => setFailure(failureCode(error)));
  };
  return (
    <>
      <section aria-label={t('contact.title')}>
        <ContactCard contact={contact} />
        <div className={side.actions}>
          <Button variant="default" size="xs" leftSection={<IconPencil size={15} aria-hidden />} onClick={props.onEdit}>
            {t('contact.edit')}
          </Button>
          <Button
            variant="default"
            size="xs"
            disabled={!possible}
            leftSection={<IconHeadset size={15} aria-hidden />}
            onClick={() => {
              callAbout.set(contact.id);
              targetDialog.set('call');
            }}
          >
            {t('contact.callColleague')}
          </Button>
          {onRemoved !== null && !asking && (
            <Button variant="default" size="xs" leftSection={<IconTrash size={15} aria-hidden />} onClick={() => setAsking(true)}>
              {t('contact.remove')}
            </Button>
          )}
        </div>
        {failure !== null && <Banner tone="error">{t(`errors.${failureWord(failure)}`)}</Banner>}
        {asking && onRemoved !== null && (
          <Banner
            tone="warning"
            action={
              <div className={styles.tools}>
                <Button size="xs" color="red" onClick={() => remove(onRemoved)}>
                  {t('contact.remove')}
                </Button>
                <Button size="xs" variant="default" onClick={() => setAsking(false)}>
                  {t('common.cancel')}
                </Button>
              </div>
            }
          >
            {t('contact.removeAsk', { name: contactName(contact) || t('contact.noName') })}
          </Banner>
        )}
      </section>
      <section>
        <h2 className={side.heading}>{t('journey.title')}</h2>
        <Journey contactId={contact.id} />
      </section>
    </>
  );
}
