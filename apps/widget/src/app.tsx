import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { WidgetSession } from './call/session.ts';
import { isInCall, isTalking, isWaiting, type WidgetState } from './call/state.ts';
import type { WidgetHost } from './host.ts';
import type { Translate } from './i18n/index.ts';
import { pageWindow } from './page.ts';
import { Devices } from './screens/devices.tsx';
import { End } from './screens/end.tsx';
import { Form } from './screens/form.tsx';
import { availabilityText, Home } from './screens/home.tsx';
import { Leave } from './screens/leave.tsx';
import { callNotices } from './screens/notices.tsx';
import { Elsewhere, Talk } from './screens/talk.tsx';
import { Test } from './screens/test.tsx';
import { NotYet, Refused } from './screens/unavailable.tsx';
import { waitingWords } from './screens/waiting-words.ts';
import { Waiting } from './screens/waiting.tsx';
import type { Language } from './types.ts';
import { trapTab } from './ui/focus.ts';
import { Context, contextOf, useStore, useWidget } from './ui/hooks.ts';
import { Icon } from './ui/icons.tsx';

interface AppProps {
  session: WidgetSession;
  host: WidgetHost;
}

export function App({ session, host }: AppProps) {
  const state = useStore(session);
  const [language, setLanguage] = useState(session.language);
  const context = contextOf(session, state, language);
  const choose = (next: Language): void => {
    session.language = next;
    setLanguage(next);
    host.lang = next;
  };
  return (
    <Context.Provider value={context}>
      {state.open && <Panel host={host} onLanguage={choose} />}
      {/* Outside of the panel: a region that comes and goes with its words is not read out. */}
      <p class="sr" role="status" aria-live="polite">
        {state.open ? announcement(state, context.t, language) : ''}
      </p>
    </Context.Provider>
  );
}

type ScreenName = 'refused' | 'notYet' | 'home' | 'devices' | 'test' | 'form' | 'waiting' | 'talk' | 'elsewhere' | 'end';

function screenOf(state: WidgetState): ScreenName {
  if (state.refused !== null && !isInCall(state)) return 'refused';
  if (state.config === null) return 'notYet';
  if (state.step === 'creating') return 'form';
  if (state.step !== 'call') return state.step;
  if (state.line === 'elsewhere') return 'elsewhere';
  return isTalking(state) ? 'talk' : 'waiting';
}

function Panel({ host, onLanguage }: { host: WidgetHost; onLanguage: (language: Language) => void }) {
  const { session, state, t, text } = useWidget();
  const title = useId();
  const panel = useRef<HTMLDivElement>(null);
  const screen = screenOf(state);

  useEffect(() => {
    // The heading gets the focus: a screen reader reads where one is, the keyboard goes on from there.
    panel.current?.querySelector<HTMLElement>('.body h2')?.focus({ preventScroll: true });
  }, [screen, state.leaving]);

  useEffect(() => {
    const page = pageWindow().document;
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && page.fullscreenElement === null) session.requestClose();
      else trapTab(event, panel.current);
    };
    // Between two screens the focused element is gone and keys go to the page: Escape is meant for the panel all the same.
    const onPageKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && event.target === page.body) onKey(event);
    };
    host.onKey = onKey;
    page.addEventListener('keydown', onPageKey);
    return () => {
      host.onKey = () => undefined;
      page.removeEventListener('keydown', onPageKey);
    };
  }, [session, host]);

  return (
    <div ref={panel} class={`panel on-${screen}`} role="dialog" aria-modal="true" aria-labelledby={title}>
      <header>
        <span class="mark" aria-hidden="true">
          <Icon name="headset" size={22} />
        </span>
        <h1 id={title}>{state.config === null ? t('panel.open') : text(state.config.title)}</h1>
        <button type="button" class="icon-button" onClick={() => session.requestClose()}>
          <Icon name="close" size={20} />
          <span class="sr">{t('common.close')}</span>
        </button>
      </header>
      <LinkBar />
      <div class="body" {...(state.leaving ? { inert: true } : {})}>
        <Screen name={screen} />
      </div>
      {state.leaving && <Leave />}
      <Footer onLanguage={onLanguage} />
    </div>
  );
}

function Screen({ name }: { name: ScreenName }) {
  const { state } = useWidget();
  switch (name) {
    case 'refused':
      return <Refused code={state.refused ?? ''} />;
    case 'notYet':
      return <NotYet />;
    case 'home':
      return <Home />;
    case 'devices':
      return <Devices />;
    case 'test':
      return <Test />;
    case 'form':
      return <Form />;
    case 'waiting':
      return <Waiting />;
    case 'talk':
      return <Talk />;
    case 'elsewhere':
      return <Elsewhere />;
    case 'end':
      return <End />;
    default:
      return name satisfies never;
  }
}

function linkWords(state: WidgetState, t: Translate): string | null {
  if (state.config === null || state.refused !== null) return null;
  if (state.offline) return t('link.offline');
  if (state.link === 'retrying') return t(isInCall(state) ? 'link.retryingCall' : 'link.retrying');
  if (state.stalled) return t(isTalking(state) ? 'link.stalledCall' : isWaiting(state) ? 'link.stalledWaiting' : 'link.stalled');
  return null;
}

/** Trouble with the server: told calmly, above everything, blocking nothing. */
function LinkBar() {
  const { state, t } = useWidget();
  const words = linkWords(state, t);
  return words === null ? null : (
    <p class="link-bar">
      <Icon name="wifiOff" size={18} />
      {words}
    </p>
  );
}

function Footer({ onLanguage }: { onLanguage: (language: Language) => void }) {
  const { language, t } = useWidget();
  const other = language === 'it' ? 'en' : 'it';
  return (
    <footer>
      <span>{t('panel.poweredBy')}</span>
      <button type="button" lang={other} onClick={() => onLanguage(other)}>
        {other === 'it' ? 'Italiano' : 'English'}
      </button>
    </footer>
  );
}

/** What a screen reader is told without being asked: states of call and line, never the timers. */
function announcement(state: WidgetState, t: Translate, language: Language): string {
  const parts: string[] = [];
  const link = linkWords(state, t);
  if (link !== null) parts.push(link);
  if (isWaiting(state) && !state.stalled) {
    if (state.interaction !== null) {
      const { heading, reason, outlook } = waitingWords(state.interaction, language, t);
      parts.push(heading, ...[reason, outlook].filter((words) => words !== null));
    }
  } else if (isTalking(state)) {
    parts.push(t('talk.connected', { name: state.interaction?.agentName ?? '' }));
  } else if (state.step === 'home' && state.status !== null) {
    parts.push(availabilityText(state.status, t));
  } else if (state.step === 'test' && state.check.verdict !== null) {
    parts.push(t(state.check.verdict.headline));
  } else if (state.step === 'end') {
    parts.push(t('end.title'));
  }
  if (state.step === 'call') parts.push(...callNotices(state, t).map(({ text }) => text));
  return parts.join(' ');
}
