import type { Contact } from '@centralino/protocol';
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconPencil, IconUserPlus, IconUserQuestion } from '@tabler/icons-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Candidates } from '../contacts/candidates.tsx';
import { contactName, fieldsFromCustomer, fieldsOf } from '../contacts/contact.ts';
import { ContactCard } from '../contacts/contact-card.tsx';
import { ContactForm, hasContactDraft } from '../contacts/contact-form.tsx';
import { ContactSearch } from '../contacts/contact-search.tsx';
import { entryProblems } from '../contacts/entry-fields.tsx';
import { Journey } from '../contacts/journey.tsx';
import { useStore } from '../lib/store.ts';
import { useDesk } from '../state/desk-context.ts';
import type { Part } from '../state/desk-state.ts';
import { Answers } from './answers.tsx';
import { Banner } from './banner.tsx';
import styles from './side-panel.module.css';

/** Who the customer is: the contact's card, or the way to find or make one; what they wrote; what was before. */
export function SidePanel(props: { part: Part }): ReactNode {
  const { interaction } = props.part;
  const desk = useDesk();
  const t = useTranslations();
  const linking = useStore(desk.pending, (pending) => pending.has('link'));
  const contactId = interaction.customer.contactId;
  const draftKey = `${interaction.id}.${contactId ?? 'new'}`;
  const [contact, setContact] = useState<Contact | 'failed' | null>(null);
  const [editing, setEditing] = useState(() => hasContactDraft(draftKey));
  const [creating, setCreating] = useState(false);
  // Whom a colleague asks about is linked in the call that it is about.
  const mayLink = props.part.segment.state !== 'offered' && interaction.origin.kind === 'customer';

  useEffect(() => {
    setContact(null);
    if (contactId === null) return;
    let current = true;
    desk.rest.contacts.get(contactId).then(
      (found) => current && setContact(found),
      () => current && setContact('failed'),
    );
    return () => {
      current = false;
    };
  }, [desk, contactId]);

  // A number alone is no name: who it is has to be asked.
  const known = fieldsFromCustomer(interaction.customer);
  const ready = (known.firstName !== '' || known.lastName !== '' || known.company !== '') && !entryProblems(known);
  const createAtOnce = async (): Promise<void> => {
    setCreating(true);
    try {
      const created = await desk.rest.contacts.create(known);
      await desk.link(interaction.id, created.id);
    } catch {
      // The form tells what is refused, and is where it can be mended.
      setEditing(true);
    } finally {
      setCreating(false);
    }
  };

  return (
    <div className={styles.panel}>
      <section className={styles.section}>
        <h2 className={styles.heading}>
          {t('contact.title')}
          {contact !== null && contact !== 'failed' && !editing && (
            <Tooltip label={t('contact.edit')}>
              <ActionIcon variant="subtle" c="var(--cc-muted)" aria-label={t('contact.edit')} onClick={() => setEditing(true)}>
                <IconPencil size={17} aria-hidden />
              </ActionIcon>
            </Tooltip>
          )}
        </h2>
        {editing ? (
          <ContactForm
            key={draftKey}
            draftKey={draftKey}
            initial={contact !== null && contact !== 'failed' ? fieldsOf(contact) : known}
            onCancel={() => setEditing(false)}
            onSave={async (fields) => {
              if (contactId !== null) {
                const known = contact !== null && contact !== 'failed' ? { updatedAt: contact.updatedAt } : {};
                setContact(await desk.rest.contacts.update(contactId, { ...fields, ...known }));
              } else {
                const created = await desk.rest.contacts.create(fields);
                await desk.link(interaction.id, created.id);
              }
              setEditing(false);
            }}
          />
        ) : contactId === null ? (
          <>
            <div className={styles.person}>
              <span className={styles.avatar} aria-hidden>
                <IconUserQuestion size={22} />
              </span>
              <div>
                <div className={styles.name}>{interaction.customer.name ?? t('anonymous')}</div>
                <div className={styles.company}>{t('contact.unknown')}</div>
              </div>
            </div>
            {mayLink && (
              <>
                <Candidates interaction={interaction} />
                <p className={styles.muted} style={{ marginBottom: 12 }}>
                  {t('contact.unknownText')}
                </p>
                <ContactSearch onChoose={(chosen) => void desk.link(interaction.id, chosen.id)} />
                <div className={styles.actions}>
                  {ready && (
                    <Button
                      variant="light"
                      loading={linking || creating}
                      leftSection={<IconUserPlus size={17} aria-hidden />}
                      onClick={() => void createAtOnce()}
                    >
                      {t('contact.createAtOnce', { name: contactName(known) })}
                    </Button>
                  )}
                  <Button
                    variant={ready ? 'subtle' : 'light'}
                    loading={linking}
                    leftSection={ready ? <IconPencil size={17} aria-hidden /> : <IconUserPlus size={17} aria-hidden />}
                    onClick={() => setEditing(true)}
                  >
                    {t(ready ? 'contact.createEdit' : 'contact.create')}
                  </Button>
                </div>
              </>
            )}
          </>
        ) : contact === 'failed' ? (
          <Banner tone="warning">{t('contact.failed')}</Banner>
        ) : contact === null ? (
          <p className={styles.muted}>{t('common.loading')}</p>
        ) : (
          <>
            <ContactCard contact={contact} />
            {mayLink && (
              <div className={styles.actions}>
                <Button variant="default" size="xs" loading={linking} onClick={() => void desk.link(interaction.id, null)}>
                  {t('contact.unlink')}
                </Button>
              </div>
            )}
          </>
        )}
      </section>
      {mayLink && interaction.customer.answers.some((answer) => answer.value.trim() !== '') && (
        <section className={styles.section}>
          <h2 className={styles.heading}>{t('contact.form')}</h2>
          <Answers className={styles.answers} answers={interaction.customer.answers} label={t('contact.form')} />
        </section>
      )}
      <section className={styles.section}>
        <h2 className={styles.heading}>{t('journey.title')}</h2>
        {contactId === null ? <p className={styles.muted}>{t('journey.unknown')}</p> : <Journey key={contactId} contactId={contactId} />}
      </section>
    </div>
  );
}
