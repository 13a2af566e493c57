import { OtherLanguage } from '@centralino/ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Logo } from '../parts/logo.tsx';
import styles from './door.module.css';

/** The frame of the screens before the desk: sign in, set-up, waiting for the server. */
export function Door(props: { title: string; intro: string; children?: ReactNode }): ReactNode {
  const t = useTranslations();
  return (
    <div className={styles.door}>
      <aside className={styles.picture} aria-label={t('product')}>
        <svg className={styles.waves} viewBox="0 0 400 400" aria-hidden="true" fill="none" stroke="#fff">
          {[60, 95, 130, 165, 198].map((radius, index) => (
            <circle key={radius} cx="200" cy="200" r={radius} strokeOpacity={0.26 - index * 0.045} strokeWidth="1.2" />
          ))}
        </svg>
        <div className={styles.brand}>
          <Logo size={36} />
          <span>{t('product')}</span>
        </div>
        <div>
          <p className={styles.promise}>{t('signIn.promise')}</p>
          <p className={styles.promiseText}>{t('signIn.promiseText')}</p>
        </div>
      </aside>
      <main className={styles.side}>
        <div className={styles.form}>
          <div>
            <h1 className={styles.title}>{props.title}</h1>
            <p className={styles.intro}>{props.intro}</p>
          </div>
          {props.children}
        </div>
        <div className={styles.foot}>
          <OtherLanguage />
        </div>
      </main>
    </div>
  );
}
