import { useStore } from '@centralino/ui';
import type { ReactNode } from 'react';
import { session } from './session.ts';
import { Frame } from './shell/frame.tsx';
import { NoAccess, SignIn, Starting } from './shell/door.tsx';
import { SignOutQuestion } from './shell/sign-out-question.tsx';

/** Chooses the screen by who is signed in; the address chooses the page. */
export function App(): ReactNode {
  const who = useStore(session);
  switch (who.kind) {
    case 'starting':
      return <Starting away={who.away} />;
    case 'signedOut':
      return <SignIn why={who.why} />;
    case 'noAccess':
      return (
        <>
          <NoAccess name={who.user.name} />
          <SignOutQuestion />
        </>
      );
    case 'signedIn':
      return (
        <>
          <Frame user={who.user} />
          <SignOutQuestion />
        </>
      );
  }
}
