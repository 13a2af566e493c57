import { hasSession } from '../call/session-store.ts';
import type { WidgetHost } from '../host.ts';
import { ownPageUrl } from '../own-page.ts';
import type { WidgetOptions } from '../types.ts';
import { guardBorder } from './border.ts';
import { buttonCss } from './button-css.ts';
import { cornerButton } from './button.ts';
import { keepInPage } from './keeper.ts';
import { openRealm, type Realm } from './realm.ts';
import { loadScript } from './script.ts';

const words = {
  it: {
    open: 'Contattaci',
    sorry: 'In questo momento non siamo raggiungibili. Riprova tra poco.',
    forbidden: 'Questa pagina non ci permette di aprire il contatto qui.',
    ownPage: 'Apri in un’altra scheda',
  },
  en: {
    open: 'Contact us',
    sorry: 'We can’t be reached right now. Try again in a moment.',
    forbidden: 'This page does not let us open here.',
    ownPage: 'Open in a tab of its own',
  },
};

/** Longer than a script takes on a bad line; afterwards the customer is told. It may still come. */
const loadPatienceMs = 8_000;
/** A page that throws the widget out this often within this time wants it out. */
const maxRemounts = 5;
const remountWindowMs = 10_000;

export interface MountOptions extends WidgetOptions {
  /** Address of `widget.js`, with its version. */
  restUrl: string;
  nonce: string;
  /** As if the button had been pressed. */
  openAtOnce: boolean;
}

export interface Mounted {
  /** Somebody waits or talks. */
  inCall: () => boolean;
  unmount: () => void;
}

/** Brings the widget to the page and keeps it there until `unmount`, through whatever the page does to its document. */
export function mount(options: MountOptions): Mounted {
  let current: Mounted = { inCall: () => false, unmount: () => undefined };
  let remounts = 0;
  let since = 0;
  let ended = false;
  const again = (openAtOnce: boolean): void => {
    if (ended) return;
    if (Date.now() - since > remountWindowMs) {
      since = Date.now();
      remounts = 0;
    }
    if (remounts++ > maxRemounts) {
      console.error('Centralino: something on this page keeps removing the widget; it stays away.');
      return;
    }
    current = once({ ...options, openAtOnce }, () => again(false));
  };
  again(options.openAtOnce);
  return {
    inCall: () => current.inCall(),
    unmount: () => {
      ended = true;
      current.unmount();
    },
  };
}

/** One life of the widget: until its frame is gone. Then microphone and camera are let go, and the next life finds the call again. */
function once(options: MountOptions, onLost: () => void): Mounted {
  const life = new AbortController();
  let host: WidgetHost | null = null;
  let frame: HTMLIFrameElement | null = null;
  const end = (): void => {
    life.abort();
    try {
      host?.letGo?.();
    } finally {
      host?.remove();
      frame?.remove();
    }
  };
  openRealm(options.id, (realm, its) => {
    frame = its;
    if (life.signal.aborted) return frame.remove();
    host = draw(options, realm, life.signal);
    const lost = (): void => {
      end();
      onLost();
    };
    keepInPage({ host, frame: its, signal: life.signal, onLost: lost });
  });
  return { inCall: () => host?.inCall?.() === true, unmount: end };
}

/** The element with its button and nothing else: the rest is loaded at the first press, or at once when a call waits to be resumed. */
function draw(options: MountOptions, realm: Realm, signal: AbortSignal): WidgetHost {
  const say = words[options.language];
  const host = document.createElement('centralino-widget') as WidgetHost;
  host.lang = options.language;
  host.options = { id: options.id, origin: options.origin, language: options.language, theme: options.theme };
  if (options.theme !== 'auto') host.setAttribute('theme', options.theme);
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(buttonCss);
  root.adoptedStyleSheets = [sheet];
  const { button, sorry } = cornerButton(say.open);
  root.appendChild(sorry);
  root.appendChild(button);
  guardBorder(host, root, signal);

  let loading = false;
  /** Not at page load, when nobody has asked for anything yet. */
  const apologise = (byPolicy: boolean): void => {
    if (host.wanted !== true) return;
    sorry.textContent = byPolicy ? say.forbidden : say.sorry;
    if (!byPolicy) return;
    const link = document.createElement('a');
    link.href = ownPageUrl(options.origin, options.id, options.language);
    link.target = '_blank';
    link.textContent = say.ownPage;
    sorry.appendChild(link);
  };
  const load = (): void => {
    if (loading) return;
    loading = true;
    const impatient = realm.setTimeout(() => apologise(false), loadPatienceMs);
    const done = (): void => {
      realm.clearTimeout(impatient);
      button.removeAttribute('aria-busy');
    };
    loadScript(realm, {
      url: options.restUrl,
      nonce: options.nonce,
      host,
      onLoad: () => {
        done();
        sorry.textContent = '';
      },
      onFail: (byPolicy) => {
        done();
        loading = false;
        apologise(byPolicy);
      },
    });
  };
  const press = (): void => {
    sorry.textContent = '';
    if (host.open !== undefined) return host.open();
    host.wanted = true;
    button.setAttribute('aria-busy', 'true');
    load();
  };
  button.addEventListener('click', press);
  if (options.openAtOnce) press();
  else if (hasSession(options.id)) load();
  return host;
}
