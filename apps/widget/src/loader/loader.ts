import { readSession } from '../call/session-store.ts';
import { optionsOf } from './options.ts';
import { buttonCss } from './button-css.ts';
import type { WidgetHost } from '../host.ts';

declare const __WIDGET_VERSION__: string;

const words = {
  it: { open: 'Contattaci', sorry: 'In questo momento non siamo raggiungibili. Riprova tra poco.' },
  en: { open: 'Contact us', sorry: 'We can’t be reached right now. Try again in a moment.' },
};

/** Draws the corner button and nothing else: the rest is loaded at the first click, or at once when a call waits to be resumed. */
function start(script: HTMLScriptElement): void {
  const page = document as unknown as { centralinoWidgetID?: unknown; teleniaWidgetID?: unknown };
  const options = optionsOf({
    scriptSrc: script.src,
    dataset: script.dataset,
    documentId: page.centralinoWidgetID,
    legacyDocumentId: page.teleniaWidgetID,
    pageUrl: location.href,
    htmlLang: document.documentElement.lang,
    navigatorLanguages: navigator.languages,
  });
  if (options === null) {
    console.error('Centralino: say which widget, with data-widget="…" on the script tag or document.centralinoWidgetID before it.');
    return;
  }
  // A page that includes the two lines twice (templates do) gets one button.
  if (document.querySelector('centralino-widget') !== null) return;

  const host = document.createElement('centralino-widget') as WidgetHost;
  host.lang = options.language;
  host.options = options;
  if (options.theme !== 'auto') host.setAttribute('theme', options.theme);
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(buttonCss);
  root.adoptedStyleSheets = [sheet];

  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'corner';
  button.setAttribute('aria-haspopup', 'dialog');
  button.append(icon(), label(words[options.language].open));
  const sorry = document.createElement('p');
  sorry.className = 'sorry';
  sorry.setAttribute('role', 'alert');

  let loading = false;
  const load = (): void => {
    if (loading) return;
    loading = true;
    const rest = document.createElement('script');
    rest.src = new URL(`widget.js?v=${__WIDGET_VERSION__}`, script.src).href;
    rest.async = true;
    // A page with a nonce in its policy gave it to this script: it covers the one that this script loads.
    if (script.nonce) rest.nonce = script.nonce;
    rest.onload = () => button.removeAttribute('aria-busy');
    rest.onerror = () => {
      rest.remove();
      loading = false;
      button.removeAttribute('aria-busy');
      // Not at page load, when nobody has asked for anything yet.
      if (host.wanted) sorry.textContent = words[options.language].sorry;
      console.error(`Centralino: ${rest.src} could not be loaded.`);
    };
    document.head.append(rest);
  };

  button.addEventListener('click', () => {
    sorry.textContent = '';
    if (host.open !== undefined) return host.open();
    host.wanted = true;
    button.setAttribute('aria-busy', 'true');
    load();
  });
  root.append(sorry, button);
  document.body.append(host);

  if (readSession(options.id, Date.now()) !== null) load();
}

function label(text: string): HTMLSpanElement {
  const span = document.createElement('span');
  span.textContent = text;
  return span;
}

function icon(): SVGSVGElement {
  const ns = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(ns, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(ns, 'path');
  path.setAttribute(
    'd',
    'M4 14v-3a8 8 0 1 1 16 0v3M18 19c0 1.657-2.686 3-6 3M4 14a2 2 0 0 1 2-2h1a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zM15 14a2 2 0 0 1 2-2h1a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2h-1a2 2 0 0 1-2-2z',
  );
  svg.append(path);
  return svg;
}

const script =
  document.currentScript instanceof HTMLScriptElement
    ? document.currentScript
    : document.querySelector<HTMLScriptElement>('script[src*="/widget/"][src*="loader.js"]');
if (script !== null) {
  if (document.body === null) addEventListener('DOMContentLoaded', () => start(script), { once: true });
  else start(script);
}
