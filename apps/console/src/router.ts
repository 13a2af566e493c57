import { createStore } from '@centralino/ui';

const base = import.meta.env.BASE_URL.replace(/\/$/, '');

const here = (): string => decodeURI(location.pathname.slice(base.length)) || '/';

/** Where the console is: the path after `/console`, such as `/services/customercare`. */
export const path = createStore(here());

/** Whether leaving this place would lose what was typed: set by the editor that is open. */
export const unsaved = createStore(false);

/** Where the person wants to go although something is not saved; the guard asks what to do. */
export const wanted = createStore<string | null>(null);

/** The address of a path of the console, for links. */
export const hrefOf = (to: string): string => base + encodeURI(to);

/** Goes there, unless something is not saved: then the guard asks first. */
export function navigate(to: string, options: { replace?: boolean; force?: boolean } = {}): void {
  if (to === path.get()) return;
  if (unsaved.get() && options.force !== true) return wanted.set(to);
  unsaved.set(false);
  history[options.replace === true ? 'replaceState' : 'pushState'](null, '', hrefOf(to));
  path.set(to);
}

/** Forgets what was typed and goes where the person wanted to. */
export function leaveUnsaved(): void {
  const to = wanted.get();
  wanted.set(null);
  if (to !== null) navigate(to, { force: true });
}

addEventListener('popstate', () => {
  const to = here();
  if (!unsaved.get() || to === path.get()) return path.set(to);
  // The browser has gone already: back to what is not saved, then ask.
  history.pushState(null, '', hrefOf(path.get()));
  wanted.set(to);
});

addEventListener('beforeunload', (event) => {
  if (unsaved.get()) event.preventDefault();
});
