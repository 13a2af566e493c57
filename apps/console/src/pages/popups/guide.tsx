import { popupPlaceholders, popupVariables, type Language } from '@centralino/protocol';
import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { CodeWord } from '../../kit/badge.tsx';
import styles from './popups.module.css';

const examples = {
  card: `function popup() {
  return {
    onRing: 'https://crm.example.com/card?number=' + encodeURIComponent(CALL_CLI) + '&token={$POPUP_TOKEN}',
  };
}
`,
  byService: `function popup() {
  if (CALL_SERVIZIO === 'sales') {
    return { onAnswer: 'https://shop.example.com/orders?caller=' + encodeURIComponent(CALL_CLI), webClientOpenNewTab: true };
  }
  return { onDemand: 'https://crm.example.com/card?call=' + CALL_IDLASTCALL, webClientTabName: 'crm' };
}
`,
  ticket: `function popup() {
  const form = JSON.parse(CALL_CHANNELDATA || '{}');
  const ticket = CALL_POPUPINFO[0] || '';
  if (ticket === '') return { onAnswer: 'https://tickets.example.com/new?email=' + encodeURIComponent(form.email || '') };
  return { onAnswer: 'https://tickets.example.com/' + encodeURIComponent(ticket), onHangup: 'https://tickets.example.com/close/' + encodeURIComponent(ticket) };
}
`,
};

/** What the function may use, with examples to begin from. Inserting one can be undone in the editor (Ctrl+Z). */
export function Guide(props: { onInsert: (source: string) => void; language: Language }): ReactNode {
  const t = useTranslations('popups');
  const words = (list: readonly { name: string; text: string }[]) => (
    <dl className={styles.words}>
      {list.map(({ name, text }) => (
        <div key={name}>
          <dt>
            <CodeWord>{name}</CodeWord>
          </dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
  return (
    <details className={styles.guide}>
      <summary>{t('guide')}</summary>
      <div className={styles.part}>
        <p className={styles.text}>{t('guideText')}</p>
        <Group gap="sm" role="group" aria-label={t('examples')}>
          {(['card', 'byService', 'ticket'] as const).map((key) => (
            <Button key={key} size="compact-sm" variant="default" onClick={() => props.onInsert(examples[key])}>
              {t(`example.${key}`)}
            </Button>
          ))}
        </Group>
        <h3 className={styles.heading}>{t('variables')}</h3>
        {words(popupVariables.map(({ name, description }) => ({ name, text: description[props.language] })))}
        <h3 className={styles.heading}>{t('placeholders')}</h3>
        <p className={styles.text}>{t('placeholdersText')}</p>
        {words(popupPlaceholders.map(({ name, description }) => ({ name: `{$${name}}`, text: description[props.language] })))}
      </div>
    </details>
  );
}
