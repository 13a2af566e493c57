import type { Contact } from '@centralino/protocol';
import { IconMail, IconPhone } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { contactName } from '../lib/contact.ts';
import { initials, phoneAsWritten } from '../lib/format.ts';
import styles from './side-panel.module.css';

/** Who somebody is and how to reach them. */
export function ContactCard(props: { contact: Contact }): ReactNode {
  const t = useTranslations();
  const { contact } = props;
  const name = contactName(contact) || t('contact.noName');
  return (
    <>
      <div className={styles.person}>
        <span className={styles.avatar} aria-hidden>
          {initials(name)}
        </span>
        <div style={{ minWidth: 0 }}>
          <div className={styles.name}>{name}</div>
          {contact.company !== '' && contact.company !== name && <div className={styles.company}>{contact.company}</div>}
        </div>
      </div>
      {(contact.phone !== '' || contact.email !== '') && (
        <dl className={styles.facts}>
          {contact.phone !== '' && (
            <>
              <dt aria-label={t('contact.phone')}>
                <IconPhone size={17} stroke={1.7} aria-hidden />
              </dt>
              <dd className="cc-tabular">{phoneAsWritten(contact.phoneE164 ?? contact.phone)}</dd>
            </>
          )}
          {contact.email !== '' && (
            <>
              <dt aria-label={t('contact.email')}>
                <IconMail size={17} stroke={1.7} aria-hidden />
              </dt>
              <dd>{contact.email}</dd>
            </>
          )}
        </dl>
      )}
      {contact.notes !== '' && <p className={styles.about}>{contact.notes}</p>}
    </>
  );
}
