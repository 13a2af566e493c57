import { h, render } from 'preact';
import { App } from './app.tsx';
import { WidgetSession } from './call/session.ts';
import { isInCall } from './call/state.ts';
import type { WidgetHost } from './host.ts';
import { translator } from './i18n/index.ts';
import { panelCss } from './styles/index.ts';
import type { WidgetOptions } from './types.ts';

/** `<centralino-widget>`: made by the loader with its button; becomes alive when this script arrives. */
export class WidgetElement extends HTMLElement implements WidgetHost {
  declare options?: WidgetOptions;
  declare wanted?: boolean;
  #session: WidgetSession | null = null;

  connectedCallback(): void {
    const root = this.shadowRoot;
    const { options } = this;
    if (root === null || options === undefined || this.#session !== null) return;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(panelCss);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    const place = document.createElement('div');
    place.className = 'place';
    root.append(place);
    const session = new WidgetSession(options);
    this.#session = session;
    render(h(App, { session, onLanguage: (language) => (this.lang = language) }), place);
    this.#followButton(session);
    session.restore();
    if (this.wanted) session.open();
  }

  open(): void {
    this.#session?.open();
  }

  /** The loader's button hides while the panel is open, says so when a call goes on behind it, and gets the focus back. */
  #followButton(session: WidgetSession): void {
    const button = this.shadowRoot?.querySelector<HTMLButtonElement>('.corner');
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
  }
}
