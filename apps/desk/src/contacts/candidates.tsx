import type { Contact, InteractionView } from '@centralino/protocol';
import { Button } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import side from '../parts/side-panel.module.css';
import { useDesk } from '../state/desk-context.ts';
import { knownOf } from './contact.ts';
import { ContactLines } from './contact-lines.tsx';
import styles from './contacts.module.css';

/** Several contacts fit the caller: the agent says who it is, or that it is none of them. With none or one there is nothing to choose. */
export function Candidates(props: { interaction: InteractionView }): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const [found, setFound] = useState<Contact[]>([]);
  const { id, customer, service } = props.interaction;
  const { phone, email } = knownOf(customer);
  const code = service.code;

  useEffect(() => {
    setFound([]);
    if (phone === '' && email === '') return;
    let current = true;
    desk.rest.contacts.matches({ phone, email, service: code }).then(
      (contacts) => current && setFound(contacts),
      // Nothing is lost: the search is there.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [desk, id, phone, email, code]);

  if (found.length === 0) return null;
  return (
    <section className={styles.candidates} aria-labelledby={`${id}-matches`}>
      <h3 className={styles.candidatesTitle} id={`${id}-matches`}>
        {t('contact.matches', { count: String(found.length) })}
      </h3>
      <p className={side.muted}>{t('contact.matchesText')}</p>
      <ContactLines contacts={found} onChoose={(contact) => void desk.link(id, contact.id)} />
      <Button variant="subtle" size="compact-sm" onClick={() => setFound([])}>
        {t('contact.noneOfThem')}
      </Button>
    </section>
  );
}
