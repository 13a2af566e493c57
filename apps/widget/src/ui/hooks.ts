import { createContext } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import type { WidgetSession } from '../call/session.ts';
import type { WidgetState } from '../call/state.ts';
import { textIn, translator, type Translate } from '../i18n/index.ts';
import type { Language, Text } from '../types.ts';

export interface WidgetContext {
  session: WidgetSession;
  state: WidgetState;
  language: Language;
  t: Translate;
  text: (text: Text) => string;
}

export const Context = createContext<WidgetContext | null>(null);

export function useWidget(): WidgetContext {
  const context = useContext(Context);
  if (context === null) throw new Error('useWidget outside of the widget');
  return context;
}

export const contextOf = (session: WidgetSession, state: WidgetState, language: Language): WidgetContext => ({
  session,
  state,
  language,
  t: translator(language),
  text: (text) => textIn(text, language),
});

export function useStore(session: WidgetSession): WidgetState {
  const [state, setState] = useState(session.store.state);
  useEffect(() => {
    const follow = (): void => setState(session.store.state);
    follow();
    return session.store.subscribe(follow);
  }, [session]);
  return state;
}

/** Now, each second, on the server's clock. */
export function useNow(offsetMs: number): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  return now + offsetMs;
}

/** Shows a stream in a video element; `srcObject` is no attribute, so it can't be written in markup. */
export function useStream(stream: MediaStream | null) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const { current } = element;
    if (current === null || current.srcObject === stream) return;
    current.srcObject = stream;
    if (stream !== null) current.play().catch(() => undefined);
  });
  return element;
}
