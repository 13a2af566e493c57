import { AddressBook, mainBookId, type ServiceConfig } from '@centralino/protocol';
import { useMemo, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { api } from '../../api/api.ts';
import { alsoCheck } from '../../kit/checks.ts';
import { ChecksField } from '../../kit/choices.tsx';
import { EditorPage, Section } from '../../kit/editor-page.tsx';
import { TextField } from '../../kit/fields.tsx';
import { KeyField } from '../../kit/key-field.tsx';
import { Link } from '../../kit/link.tsx';
import { useLoad } from '../../kit/load.tsx';
import page from '../../kit/page.module.css';
import { ThingPage } from '../../kit/thing-page.tsx';

export function AddressBookEditor({ id }: { id: string }): ReactNode {
  const loaded = useLoad('addressBook', async () => {
    const [books, services] = await Promise.all([api.books.list(), api.services.list()]);
    return { books: books.map(({ contacts: _count, ...book }) => book), services };
  });
  return (
    <ThingPage
      loaded={loaded}
      id={id}
      find={({ books }) => books.find((one) => one.id === id)}
      edited={({ name, services }) => ({ name, services })}
      blank={(): AddressBook => ({ id: '', name: '', services: [] })}
      listPath="/addressBooks"
    >
      {(book, isNew, { books, services }) => <Editor book={book} isNew={isNew} books={books} services={services} />}
    </ThingPage>
  );
}

function Editor(props: { book: AddressBook; isNew: boolean; books: AddressBook[]; services: ServiceConfig[] }): ReactNode {
  const t = useTranslations('addressBooks');
  const kit = useTranslations('kit');
  const { book, isNew, books, services } = props;
  const taken = useMemo(() => (isNew ? books.map(({ id }) => id) : []), [isNew, books]);
  const check = useMemo(
    () => alsoCheck(AddressBook, ({ id }): Record<string, string> => (taken.includes(id) ? { id: 'exists' } : {})),
    [taken],
  );
  const isMain = book.id === mainBookId;
  return (
    <EditorPage<AddressBook>
      title={isNew ? t('newTitle') : book.name}
      back={{ to: '/addressBooks', label: t('menu') }}
      initial={book}
      isNew={isNew}
      check={check}
      save={api.books.put}
      pathOf={({ id }) => `/addressBooks/${id}`}
      {...(isMain ? {} : { removal: { name: book.name, remove: () => api.books.remove(book.id), restore: () => api.books.put(book) } })}
    >
      {() => (
        <>
          <Section title={t('basics')} {...(isMain ? { text: t('mainText') } : {})}>
            <TextField name="name" label={kit('name')} help={t('nameHelp')} />
            <KeyField name="id" from="name" isNew={isNew} taken={taken} />
            {!isMain &&
              (services.length === 0 ? (
                <p>{t('noService')}</p>
              ) : (
                <ChecksField
                  name="services"
                  label={t('services')}
                  help={t('servicesHelp')}
                  options={services.map(({ code, name }) => ({ value: code, label: name }))}
                />
              ))}
          </Section>
          {!isNew && (
            <Section title={t('contacts')} text={t('keepText')}>
              <Link to="/contacts" className={page.name}>
                {t('toContacts')}
              </Link>
            </Section>
          )}
        </>
      )}
    </EditorPage>
  );
}
