import type { InteractionView } from '@centralino/protocol';
import { IconLanguage, IconWorld } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import styles from './whence.module.css';

/** `shop.example/cart`: what people call an address. */
const shortAddress = (address: string): string => address.replace(/^https?:\/\//, '').replace(/\/$/, '');

/** Which language the customer speaks and which page they came from: text only, as it is the page that says it. */
export function Whence(props: { interaction: InteractionView }): ReactNode {
  const { language: spoken, customer } = props.interaction;
  const t = useTranslations();
  const { page } = customer;
  return (
    <div className={styles.whence}>
      <span>
        <IconLanguage size={15} aria-hidden /> {t('ring.language', { language: t(`ring.languages.${spoken}`) })}
      </span>
      {page !== undefined && (
        <span className={styles.page} title={page.address}>
          <IconWorld size={15} aria-hidden />
          <span className={styles.address}>
            {t('ring.page', { page: page.title === '' ? shortAddress(page.address) : `${page.title} (${shortAddress(page.address)})` })}
          </span>
        </span>
      )}
    </div>
  );
}
