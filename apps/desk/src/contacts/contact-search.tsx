import type { Contact } from '@centralino/protocol';
import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useDesk } from '../state/desk-context.ts';
import styles from '../parts/side-panel.module.css';
import { ContactLines } from './contact-lines.tsx';
import own from './contacts.module.css';

/** Who does not find somebody among these types on. */
const mostFound = 50;

/** Finds contacts while one types. */
export function ContactSearch(props: {
  chosen?: string | null;
  onChoose: (contact: Contact) => void;
  listEmptyQuery?: boolean;
}): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<{ query: string; contacts: Contact[]; failed: boolean } | null>(null);

  useEffect(() => {
    const wanted = query.trim();
    if (wanted === '' && !props.listEmptyQuery) return setFound(null);
    let current = true;
    const timer = setTimeout(
      () => {
        desk.rest.contacts.search(wanted, mostFound).then(
          (contacts) => current && setFound({ query: wanted, contacts, failed: false }),
          () => current && setFound({ query: wanted, contacts: [], failed: true }),
        );
      },
      wanted === '' ? 0 : 160,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [desk, query, props.listEmptyQuery]);

  return (
    <div>
      <TextInput
        type="search"
        data-contact-search
        label={t('contact.search')}
        placeholder={t('contact.searchPlaceholder')}
        leftSection={<IconSearch size={16} aria-hidden />}
        autoComplete="off"
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
      />
      <div role="status">
        {found !== null && found.contacts.length === 0 && (
          <p className={styles.muted} style={{ marginTop: 10 }}>
            {found.failed
              ? t('errors.network')
              : found.query === ''
                ? t('contacts.empty')
                : t('contact.nothingFound', { query: found.query })}
          </p>
        )}
      </div>
      {found !== null && found.contacts.length > 0 && (
        <>
          <ContactLines contacts={found.contacts} chosen={props.chosen ?? null} onChoose={props.onChoose} />
          {found.contacts.length >= mostFound && (
            <p className={own.count}>{t('contact.foundMany', { count: String(found.contacts.length) })}</p>
          )}
        </>
      )}
    </div>
  );
}
