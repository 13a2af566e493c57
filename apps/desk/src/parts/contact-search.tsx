import type { Contact } from '@centralino/protocol';
import { TextInput, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { contactName } from '../lib/contact.ts';
import { phoneAsWritten } from '../lib/format.ts';
import { useDesk } from '../state/desk-context.ts';
import styles from './side-panel.module.css';

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
    const timer = setTimeout(() => {
      desk.rest.contacts.search(wanted).then(
        (contacts) => current && setFound({ query: wanted, contacts, failed: false }),
        () => current && setFound({ query: wanted, contacts: [], failed: true }),
      );
    }, 220);
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
            {found.failed ? t('errors.network') : t('contact.nothingFound', { query: found.query })}
          </p>
        )}
      </div>
      {found !== null && found.contacts.length > 0 && (
        <ul className={styles.results}>
          {found.contacts.map((contact) => {
            const name = contactName(contact) || t('contact.noName');
            return (
              <li key={contact.id}>
                <UnstyledButton
                  className={`${styles.result} ${props.chosen === contact.id ? styles.chosen : ''}`}
                  aria-current={props.chosen === contact.id || undefined}
                  onClick={() => props.onChoose(contact)}
                >
                  <span className={styles.resultName}>{name}</span>
                  <span className={styles.resultSub}>
                    {[contact.company === name ? '' : contact.company, phoneAsWritten(contact.phone), contact.email]
                      .filter((piece) => piece !== '' && piece !== name)
                      .join(' · ')}
                  </span>
                </UnstyledButton>
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
