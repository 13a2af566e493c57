import { contactNameOf, ContactFields, customFields, emptyContactFields, type AddressBook, type Contact } from '@centralino/protocol';
import { failureCode } from '@centralino/ui';
import { useMemo, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { api } from '../../api/api.ts';
import { alsoCheck } from '../../kit/checks.ts';
import { EditorPage, Section } from '../../kit/editor-page.tsx';
import { AreaField, SelectField, SwitchField, TextField } from '../../kit/fields.tsx';
import { Link } from '../../kit/link.tsx';
import { useLoad } from '../../kit/load.tsx';
import page from '../../kit/page.module.css';
import { ThingPage } from '../../kit/thing-page.tsx';
import { fresh } from '../../registry.ts';
import { rest } from '../../session.ts';
import styles from './contacts.module.css';
import { EntriesField } from './entries.tsx';
import { later } from './later.ts';

/** The fields, and what tells a server's contact from a new one. */
type Edited = ContactFields & { id?: string; updatedAt?: number };

const editedOf = ({ createdAt: _createdAt, ...contact }: Contact): Edited => ({
  ...contact,
  tel: contact.tel.map(({ id, value, type }) => ({ id, value, type })),
  custom: Array.from({ length: customFields }, (_none, index) => contact.custom[index] ?? ''),
});
const blank: Edited = { ...emptyContactFields, custom: Array.from({ length: customFields }, () => '') };

/** Somebody has to be recognisable by something. */
const check = alsoCheck(ContactFields, (fields): Record<string, string> => (contactNameOf(fields) === '' ? { lastName: 'required' } : {}));

async function save({ id, updatedAt, ...fields }: Edited): Promise<Edited> {
  const last = fields.custom.findLastIndex((one) => one !== '');
  const body = { ...fields, custom: fields.custom.slice(0, last + 1) };
  return editedOf(
    id === undefined
      ? await rest.contacts.create(body)
      : await rest.contacts.update(id, { ...body, ...(updatedAt === undefined ? {} : { updatedAt }) }),
  );
}

export function ContactEditor({ id }: { id: string }): ReactNode {
  const loaded = useLoad(`contact ${id}`, async () => {
    const books = await api.books.list();
    if (id === fresh) return { books, contact: undefined };
    const contact = await rest.contacts.get(id).catch((error: unknown) => {
      if (failureCode(error) === 'contact.unknown') return undefined;
      throw error;
    });
    return { books, contact: contact === undefined ? undefined : editedOf(contact) };
  });
  return (
    // The server itself refuses what is older than what it has (`updatedAt`).
    <ThingPage loaded={loaded} id={id} find={({ contact }) => contact} edited={() => null} blank={() => blank} listPath="/contacts">
      {(contact, isNew, { books }) => <Editor contact={contact} isNew={isNew} books={books} />}
    </ThingPage>
  );
}

function Editor({ contact, isNew, books }: { contact: Edited; isNew: boolean; books: AddressBook[] }): ReactNode {
  const t = useTranslations('contacts');
  const field = useTranslations('contact');
  const name = contactNameOf(contact) || t('noName');
  const text = (
    of:
      'firstName' | 'lastName' | 'otherName' | 'company' | 'department' | 'role' | 'category' | 'street' | 'postcode' | 'city' | 'country',
  ) => <TextField name={of} label={field(of)} />;
  const removal = useMemo(() => {
    const { id } = contact;
    return id === undefined ? undefined : later.removal(id, name, () => rest.contacts.remove(id));
  }, [contact, name]);
  return (
    <EditorPage<Edited>
      title={isNew ? t('newTitle') : name}
      back={{ to: '/contacts', label: t('menu') }}
      initial={contact}
      isNew={isNew}
      check={check}
      save={save}
      pathOf={({ id }) => `/contacts/${id ?? ''}`}
      {...(removal === undefined ? {} : { removal })}
    >
      {(form) => (
        <>
          <Section title={t('basics')}>
            <SelectField
              name="kind"
              label={field('kind')}
              help={t('kindHelp')}
              options={(['individual', 'org'] as const).map((value) => ({ value, label: field(`kinds.${value}`) }))}
            />
            <div className={styles.pair}>
              {text('firstName')}
              {text('lastName')}
              {text('company')}
              {text('role')}
              {text('department')}
              {text('otherName')}
            </div>
            <SelectField
              name="bookId"
              label={field('book')}
              help={t('bookHelp')}
              options={books.map((one) => ({ value: one.id, label: one.name }))}
            />
            <SwitchField name="vip" label={field('vip')} help={t('vipHelp')} />
          </Section>
          <Section title={t('reach')} text={t('reachText')}>
            <EntriesField of="tel" />
            <EntriesField of="mail" />
            <EntriesField of="web" />
          </Section>
          <Section title={t('address')}>
            <div className={styles.pair}>
              {text('street')}
              {text('postcode')}
              {text('city')}
              <TextField name="region" label={field('region_')} />
              {text('country')}
            </div>
          </Section>
          <Section title={t('others')} text={t('customText')}>
            <AreaField name="notes" label={field('notes')} help={t('notesHelp')} />
            <div className={styles.pair}>
              {text('category')}
              <TextField name="companyExternalId" label={t('companyExternalId')} mono />
            </div>
            <TextField name="externalId" label={t('externalId')} help={t('externalIdHelp')} mono />
            <div className={styles.pair}>
              {form.value.custom.map((_value, index) => (
                <TextField key={index} name={`custom.${index}`} label={field('custom', { place: String(index + 1) })} />
              ))}
            </div>
          </Section>
          {!isNew && (
            <Section title={t('privacy')} text={t('privacyText')}>
              <Link to={`/privacy/${contact.id ?? ''}`} className={page.name}>
                {t('toPrivacy')}
              </Link>
            </Section>
          )}
        </>
      )}
    </EditorPage>
  );
}
