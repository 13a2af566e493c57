import { h, render } from 'preact';
import { App } from './app.tsx';
import { WidgetSession } from './call/session.ts';
import { isInCall } from './call/state.ts';
import type { WidgetHost } from './host.ts';
import { translator } from './i18n/index.ts';
import { enterPage, pageWindow } from './page.ts';
import { panelCss } from './styles/index.ts';
import { followTimer } from './ui/button-timer.ts';

/** Makes the loader's element alive: its panel, its session, and what the loader may ask of it. */
export function mountWidget(host: WidgetHost): void {
  const root = host.shadowRoot;
  // A script that was asked for twice finds its work done.
  if (root === null || host.open !== undefined) return;
  enterPage(host);
  const page = pageWindow();
  // The page's own constructor: a sheet can only be adopted where it was made.
  const sheet = new page.CSSStyleSheet();
  sheet.replaceSync(panelCss);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  // In the page's document: Preact makes the elements below it there.
  const place = page.document.createElement('div');
  // A page's translation takes the texts out of Preact's hands: "in line" would stand there in the talk.
  place.className = 'place notranslate';
  place.translate = false;
  root.appendChild(place);
  const session = new WidgetSession(host.options);
  host.open = () => session.open();
  host.isOpen = () => session.store.state.open;
  host.inCall = () => isInCall(session.store.state);
  host.letGo = () => session.letGo();
  render(h(App, { session, host }), place);
  followButton(root, session);
  session.restore();
  if (host.wanted === true) session.open();
}

/** The loader's button hides while the panel is open, says so when a call goes on behind it, and gets the focus back. */
function followButton(root: ShadowRoot, session: WidgetSession): void {
  const button = root.querySelector<HTMLButtonElement>('.corner');
  const label = button?.querySelector('span');
  if (!button || !label) return;
  let wasOpen = false;
  const follow = (): void => {
    const { state } = session.store;
    const live = isInCall(state);
    button.hidden = state.open;
    button.dataset.live = String(live);
    const text = translator(session.language)(live ? 'panel.openCall' : 'panel.open');
    if (label.textContent !== text) label.textContent = text;
    if (wasOpen && !state.open) button.focus();
    wasOpen = state.open;
  };
  session.store.subscribe(follow);
  follow();
  followTimer(button, session);
}
