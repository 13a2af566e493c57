import type { SessionUser } from '@centralino/protocol';
import { createRestClient, createStore, failureCode, RequestFailed } from '@centralino/ui';

export type Signed =
  | { kind: 'starting'; away: boolean }
  | { kind: 'signedOut'; why: 'first' | 'ended' | 'signedOut' }
  | { kind: 'noAccess'; user: SessionUser }
  | { kind: 'signedIn'; user: SessionUser };

const retryMs = 2_000;

/** The server, for the whole console. */
export const rest = createRestClient();

/** Who uses the console. The session is that of the browser: whoever is signed in at the desk is signed in here. */
export const session = createStore<Signed>({ kind: 'starting', away: false });

const enter = (user: SessionUser): void => {
  const mayEnter = user.roles.includes('admin') || user.roles.includes('supervisor');
  session.set({ kind: mayEnter ? 'signedIn' : 'noAccess', user });
};

/** Finds out who is signed in; tries again for as long as the server is away. */
export async function restore(): Promise<void> {
  try {
    enter((await rest.session()).user);
  } catch (error) {
    if (failureCode(error) === 'auth.required') return session.set({ kind: 'signedOut', why: 'first' });
    session.set({ kind: 'starting', away: true });
    setTimeout(() => void restore(), retryMs);
  }
}

export async function signIn(username: string, password: string, leaveTalk: boolean): Promise<void> {
  enter((await rest.signIn({ username, password, leaveTalk })).user);
}

/** Whether to sign out although it ends the talk of this person's desk in another window: to be asked. */
export const leavesTalk = createStore(false);

export async function signOut(leaveTalk = false): Promise<void> {
  leavesTalk.set(false);
  try {
    await rest.signOut(leaveTalk);
  } catch (error) {
    if (failureCode(error) === 'session.inTalk') return leavesTalk.set(true);
  }
  session.set({ kind: 'signedOut', why: 'signedOut' });
}

/** Passes an error on; when it says that the session has ended, the sign-in comes back (what is typed elsewhere is lost only with the page). */
export function noticeEnd(error: unknown): void {
  if (error instanceof RequestFailed && error.code === 'auth.required') session.set({ kind: 'signedOut', why: 'ended' });
}
