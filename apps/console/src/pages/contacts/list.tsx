import { contactNameOf, type Contact } from '@centralino/protocol';
import { DuplicatesDialog, ImportDialog, useStore } from '@centralino/ui';
import { ActionIcon, Button, Menu, NativeSelect, TextInput, Tooltip, VisuallyHidden } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconAddressBook, IconCopy, IconDownload, IconFileImport, IconPlus, IconSearch, IconTrash } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { api } from '../../api/api.ts';
import { Empty } from '../../kit/empty.tsx';
import { useFailureText } from '../../kit/failure.ts';
import { Link } from '../../kit/link.tsx';
import { Show, useLoad } from '../../kit/load.tsx';
import { PageHead } from '../../kit/page-head.tsx';
import page from '../../kit/page.module.css';
import { useRemove } from '../../kit/remove.ts';
import { fresh } from '../../registry.ts';
import { navigate } from '../../router.ts';
import { rest } from '../../session.ts';
import styles from './contacts.module.css';
import { later } from './later.ts';

const most = 100;

/** All contacts: search, import, export, duplicates. */
export function ContactTable(): ReactNode {
  const t = useTranslations('contacts');
  const failureText = useFailureText();
  const [book, setBook] = useState('');
  const [typed, setTyped] = useState('');
  const [word] = useDebouncedValue(typed.trim(), 200);
  const [dialog, setDialog] = useState<'import' | 'duplicates' | null>(null);
  const books = useLoad('books', api.books.list);
  const loaded = useLoad(`contacts ${book} ${word}`, () => rest.contacts.search(word, most, book === '' ? undefined : book));
  const changed = (): void => {
    loaded.reload();
    books.reload();
  };
  const filtered = word !== '' || book !== '';
  const importButton = (primary: boolean): ReactNode => (
    <Button
      variant={primary ? 'filled' : 'default'}
      leftSection={<IconFileImport size={16} aria-hidden />}
      onClick={() => setDialog('import')}
    >
      {t('import')}
    </Button>
  );
  return (
    <>
      <PageHead
        title={t('menu')}
        intro={t('intro')}
        actions={
          <div className={styles.tools}>
            {importButton(false)}
            <Menu position="bottom-end">
              <Menu.Target>
                <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
                  {t('export')}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                {(['csv', 'vcard'] as const).map((format) => (
                  <Menu.Item key={format} component="a" href={rest.contacts.exportUrl(format, book)} download>
                    {t(format === 'csv' ? 'exportCsv' : 'exportVcard')}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
            <Button variant="default" leftSection={<IconCopy size={16} aria-hidden />} onClick={() => setDialog('duplicates')}>
              {t('duplicates')}
            </Button>
            <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => navigate(`/contacts/${fresh}`)}>
              {t('add')}
            </Button>
          </div>
        }
      />
      <div className={page.card}>
        <div className={page.filter}>
          <TextInput
            w={320}
            leftSection={<IconSearch size={16} aria-hidden />}
            placeholder={t('searchHint')}
            aria-label={t('search')}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          {(books.data?.length ?? 0) > 1 && (
            <NativeSelect
              aria-label={t('allBooks')}
              value={book}
              data={[{ value: '', label: t('allBooks') }, ...(books.data ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
              onChange={(event) => setBook(event.currentTarget.value)}
            />
          )}
          <span role="status" className={styles.count}>
            {loaded.data !== null && t(loaded.data.length === most ? 'first' : 'shown', { count: loaded.data.length })}
          </span>
        </div>
        <Show loaded={loaded}>
          {(contacts) =>
            contacts.length === 0 ? (
              <Empty
                icon={IconAddressBook}
                title={t(filtered ? 'noneFound' : 'empty')}
                text={t(filtered ? 'noneFoundText' : 'emptyText')}
                action={filtered ? undefined : importButton(true)}
              />
            ) : (
              <Rows contacts={contacts} books={books.data ?? []} reload={changed} />
            )
          }
        </Show>
      </div>
      {dialog === 'import' && (
        <ImportDialog
          contacts={rest.contacts}
          failureText={failureText}
          {...(book === '' ? {} : { bookId: book })}
          onClose={() => setDialog(null)}
          onChanged={changed}
        />
      )}
      {dialog === 'duplicates' && (
        <DuplicatesDialog contacts={rest.contacts} failureText={failureText} onClose={() => setDialog(null)} onChanged={changed} />
      )}
    </>
  );
}

function Rows(props: { contacts: Contact[]; books: { id: string; name: string }[]; reload: () => void }): ReactNode {
  const t = useTranslations('contacts');
  const field = useTranslations('contact');
  const kit = useTranslations('kit');
  const hidden = useStore(later.hidden);
  const remove = useRemove(props.reload);
  return (
    <div className={page.scroll} tabIndex={0} role="group" aria-label={t('menu')}>
      <table className={page.table}>
        <thead>
          <tr>
            {[kit('name'), field('company'), field('phone'), field('email'), field('book')].map((label) => (
              <th key={label} scope="col">
                {label}
              </th>
            ))}
            <th scope="col">
              <VisuallyHidden>{kit('actions')}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {props.contacts
            .filter(({ id }) => !hidden.has(id))
            .map((contact) => {
              const name = contactNameOf(contact) || t('noName');
              return (
                <tr key={contact.id}>
                  <td>
                    <Link to={`/contacts/${contact.id}`} className={page.name}>
                      {name}
                    </Link>
                    {contact.vip && <span className={styles.vip}>{field('vip')}</span>}
                  </td>
                  <td>{contact.company === name ? '' : contact.company}</td>
                  <td className="cc-tabular">{contact.tel[0]?.value ?? ''}</td>
                  <td className={styles.long}>{contact.mail[0]?.value ?? ''}</td>
                  <td>{props.books.find(({ id }) => id === contact.bookId)?.name ?? contact.bookId}</td>
                  <td className={page.actions}>
                    <Tooltip label={kit('remove')}>
                      <ActionIcon
                        variant="subtle"
                        color="gray"
                        c="var(--cc-muted)"
                        aria-label={kit('removeThis', { name })}
                        onClick={() => void remove(later.removal(contact.id, name, () => rest.contacts.remove(contact.id)))}
                      >
                        <IconTrash size={18} stroke={1.7} aria-hidden />
                      </ActionIcon>
                    </Tooltip>
                  </td>
                </tr>
              );
            })}
        </tbody>
      </table>
    </div>
  );
}
