import type { Contact } from '@centralino/protocol';
import { UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { phoneAsWritten } from '../lib/phone.ts';
import styles from '../parts/side-panel.module.css';
import { contactName } from './contact.ts';
import own from './contacts.module.css';

/** Contacts to choose from: who they are, and enough to tell one from another. */
export function ContactLines(props: {
  contacts: readonly Contact[];
  chosen?: string | null;
  onChoose: (contact: Contact) => void;
}): ReactNode {
  const t = useTranslations();
  return (
    <ul className={styles.results}>
      {props.contacts.map((contact) => {
        const name = contactName(contact) || t('contact.noName');
        const tel = contact.tel[0];
        return (
          <li key={contact.id}>
            <UnstyledButton
              className={`${styles.result} ${props.chosen === contact.id ? styles.chosen : ''}`}
              aria-current={props.chosen === contact.id || undefined}
              onClick={() => props.onChoose(contact)}
            >
              <span className={styles.resultName}>
                {name}
                {contact.vip && <span className={own.vip}>{t('contact.vip')}</span>}
              </span>
              <span className={styles.resultSub}>
                {[contact.company, tel === undefined ? '' : phoneAsWritten(tel.value), contact.mail[0]?.value ?? '', contact.city]
                  .filter((piece) => piece !== '' && piece !== name)
                  .join(' · ')}
              </span>
            </UnstyledButton>
          </li>
        );
      })}
    </ul>
  );
}
