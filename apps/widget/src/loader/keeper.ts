import type { WidgetHost } from '../host.ts';

export interface KeeperOptions {
  host: WidgetHost;
  frame: HTMLIFrameElement;
  signal: AbortSignal;
  /** The frame is gone, and with it all that ran in it. */
  onLost: () => void;
}

/** What a page may not say about the element: modals hide everything outside of them this way. */
const foreign = ['inert', 'aria-hidden', 'hidden', 'style', 'class'];
/** A page that insists wins in the end: a quarrel for ever would freeze it. */
const maxQuarrels = 50;

/**
 * Keeps the widget on the page, above everything else: puts it back when the page's body is swapped, goes into a modal dialog of the
 * page (everything outside of it is inert) and out again, and comes to the top when the page opens something in the top layer.
 */
export function keepInPage({ host, frame, signal, onLost }: KeeperOptions): void {
  let modal = document.querySelector('dialog:modal');
  let quarrels = 0;

  const settle = (): void => {
    if (!frame.isConnected) {
      stop();
      onLost();
      return;
    }
    if (modal?.matches('dialog:modal') !== true || !modal.isConnected) modal = null;
    const home = modal ?? document.documentElement;
    if (host.parentNode !== home && quarrels++ < maxQuarrels) home.appendChild(host);
    raise(host);
    // In a dialog whatever is swapped may take the host along; else only the document's own children can.
    removals.disconnect();
    removals.observe(document, { childList: true, subtree: modal !== null });
    if (modal === null) removals.observe(document.documentElement, { childList: true });
  };
  const removals = new MutationObserver(() => {
    if (!frame.isConnected || !host.isConnected || host.parentNode !== (modal ?? document.documentElement)) settle();
  });
  const dialogs = new MutationObserver((records) => {
    for (const { target } of records) if ((target as Element).matches('dialog:modal')) modal = target as Element;
    if (modal !== null) settle();
  });
  const attributes = new MutationObserver((records) => {
    for (const { attributeName } of records) if (attributeName !== null && quarrels++ < maxQuarrels) host.removeAttribute(attributeName);
  });
  const stop = (): void => {
    for (const observer of [removals, dialogs, attributes]) observer.disconnect();
  };
  // `toggle` does not bubble, but it is captured. Popovers, and in newer browsers dialogs too.
  const onToggle = (event: Event): void => {
    if (event.target !== host && (event as ToggleEvent).newState === 'open') raise(host);
  };

  settle();
  dialogs.observe(document, { subtree: true, attributes: true, attributeFilter: ['open'] });
  attributes.observe(host, { attributes: true, attributeFilter: foreign });
  document.addEventListener('toggle', onToggle, { capture: true, signal });
  signal.addEventListener('abort', stop);
}

/** Into the browser's top layer, above what is there already: no transform, filter or z-index of the page reaches it. */
function raise(host: WidgetHost): void {
  // Safari before 17 has no popovers: the element's fixed place and its z-index have to do.
  if (typeof host.showPopover !== 'function' || !host.isConnected) return;
  host.popover = 'manual';
  if (host.matches(':popover-open')) host.hidePopover();
  host.showPopover();
}
