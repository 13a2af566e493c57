import { failureCode, SignInForm } from '@centralino/ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { failureWord } from '../messages/failure-message.ts';
import { useDesk } from '../state/desk-context.ts';
import { Door } from './door.tsx';

export function SignIn(props: { why: 'first' | 'ended' | 'signedOut' }): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  return (
    <Door title={t('signIn.title')} intro={t('signIn.intro')}>
      <SignInForm why={props.why} signIn={desk.signIn} failureText={(error) => t(`errors.${failureWord(failureCode(error))}`)} />
    </Door>
  );
}
