import { useEffect, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useStore } from './lib/store.ts';
import { Setup } from './parts/lazy-parts.tsx';
import { MainScreen } from './screens/main-screen.tsx';
import { NoDesk } from './screens/no-desk.tsx';
import { SignIn } from './screens/sign-in.tsx';
import { Starting } from './screens/starting.tsx';
import { useDesk } from './state/desk-context.ts';

const isSetup = (): boolean => /\/setup\/?$/.test(location.pathname);

/** Chooses the screen: by who is signed in, not by address; the set-up link is the one exception. */
export function App(): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const auth = useStore(desk.auth);
  const [setup, setSetup] = useState(isSetup);
  useEffect(() => {
    document.title = setup ? `${t('setup.title')}` : t('product');
  }, [setup, t]);

  if (setup && auth.kind !== 'signedIn') {
    return (
      <Setup
        onDone={() => {
          const who = desk.auth.get();
          // Everything is still to be configured, and there is no desk for who is no agent.
          if (who.kind === 'noDesk' && who.user.roles.includes('admin')) return location.assign('/console/');
          history.replaceState(null, '', import.meta.env.BASE_URL + location.search);
          setSetup(false);
        }}
      />
    );
  }
  switch (auth.kind) {
    case 'starting':
      return <Starting away={auth.away} />;
    case 'signedOut':
      return <SignIn why={auth.why} />;
    case 'noDesk':
      return <NoDesk user={auth.user} />;
    case 'signedIn':
      return <MainScreen user={auth.user} />;
  }
}
