import { Banner, failureCode, Logo, OtherLanguage, SignInForm } from '@centralino/ui';
import { Anchor, Button, Loader } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useFailureText } from '../kit/failure.ts';
import { signIn, signOut } from '../session.ts';
import styles from './door.module.css';

function Door(props: { title: string; intro: string; children?: ReactNode }): ReactNode {
  const t = useTranslations();
  return (
    <main className={styles.door}>
      <div className={styles.brand}>
        <Logo size={32} />
        <span>{t('shell.product')}</span>
      </div>
      <section className={styles.card}>
        <div>
          <h1 className={styles.title}>{props.title}</h1>
          <p className={styles.intro}>{props.intro}</p>
        </div>
        {props.children}
      </section>
      <OtherLanguage />
    </main>
  );
}

export function SignIn(props: { why: 'first' | 'ended' | 'signedOut' }): ReactNode {
  const t = useTranslations('door');
  const failureText = useFailureText();
  return (
    <Door title={t('title')} intro={t('intro')}>
      <SignInForm
        why={props.why}
        signIn={signIn}
        failureText={(error) => (failureCode(error) === 'auth.badCredentials' ? t('wrong') : failureText(error))}
      />
    </Door>
  );
}

/** Signed in, but neither administrator nor supervisor. */
export function NoAccess(props: { name: string }): ReactNode {
  const t = useTranslations('door');
  return (
    <Door title={t('noAccess')} intro={t('noAccessText', { name: props.name })}>
      <Button component="a" href="/desk/">
        {t('toDesk')}
      </Button>
      <Anchor component="button" type="button" onClick={() => void signOut()}>
        {t('other')}
      </Anchor>
    </Door>
  );
}

/** While nobody knows yet who is signed in. */
export function Starting(props: { away: boolean }): ReactNode {
  const t = useTranslations('door');
  if (!props.away) return <div aria-busy="true" className={styles.door} />;
  return (
    <Door title={t('starting')} intro="">
      <Banner tone="warning">{t('away')}</Banner>
      <Loader size="sm" aria-hidden />
    </Door>
  );
}
