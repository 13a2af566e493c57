import type { WidgetHost } from '../host.ts';

/** What a page must not hear: its shortcuts would steal what is typed, its modals would take the focus back. */
const own = ['keydown', 'keypress', 'keyup', 'focus', 'focusin', 'focusout'];
/** What the widget itself needs to hear: the page may see it pass, and can neither cancel nor stop it. */
const shielded = [
  ...['pointerdown', 'pointerup', 'mousedown', 'mouseup', 'click', 'dblclick', 'auxclick', 'contextmenu'],
  ...['touchstart', 'touchmove', 'touchend', 'wheel', 'dragstart', 'selectstart'],
  ...['beforeinput', 'input', 'paste', 'copy', 'cut'],
];
const focusChanges = ['blur', 'focusout', 'focus', 'focusin'];
/** How often the focus is taken back from a page that does not give up, until the customer presses something again. */
const maxReclaims = 5;

/**
 * Keeps the widget's events and the page's apart. Events are met at the window, before any listener of the document: keys and focus
 * end there (keys go to `host.onKey`), the others go on with methods that do nothing until they are inside. To the page a focus in
 * the widget is a focus in another window. Ends with the signal.
 */
export function guardBorder(host: WidgetHost, root: ShadowRoot, signal: AbortSignal): void {
  const early = { capture: true, passive: true, signal } as const;
  let theirs = true;
  let reclaims = 0;

  const reclaim = (event: FocusEvent): void => {
    const element = event.composedPath()[0] as HTMLElement | undefined;
    if (theirs || event.relatedTarget === null || host.isOpen?.() !== true || reclaims >= maxReclaims) return;
    reclaims++;
    // After the page's own move: it is not told of ours.
    queueMicrotask(() => {
      if (element?.isConnected === true && root.activeElement === null) element.focus({ preventScroll: true });
    });
  };
  const keep = (event: Event): void => {
    if (event.target !== host) {
      if (event.type === 'keydown') theirs = true;
      return;
    }
    event.stopImmediatePropagation();
    if (event.type === 'keydown') {
      theirs = false;
      host.onKey?.(event as KeyboardEvent);
    } else if (event.type === 'focusout') reclaim(event as FocusEvent);
  };
  const shield = (event: Event): void => {
    if (event.type === 'pointerdown') {
      theirs = event.target !== host;
      reclaims = 0;
    }
    if (event.target === host) disarm(event);
  };
  const hideFocus = (event: Event): void => {
    if (event.target !== host && (event as FocusEvent).relatedTarget === host) {
      Object.defineProperty(event, 'relatedTarget', { value: null, configurable: true });
    }
  };

  // Not passive: Tab and Escape are the panel's.
  for (const type of own) addEventListener(type, keep, { capture: true, signal });
  for (const type of focusChanges) addEventListener(type, hideFocus, early);
  for (const type of shielded) {
    addEventListener(type, shield, early);
    root.addEventListener(type, rearm, early);
    host.addEventListener(type, stop, { passive: true, signal });
  }
}

const stop = (event: Event): void => event.stopPropagation();

const methods = ['preventDefault', 'stopPropagation', 'stopImmediatePropagation'];

function disarm(event: Event): void {
  for (const name of methods) Object.defineProperty(event, name, { value: () => undefined, configurable: true });
  // The older ways to say the same: what is set on the event itself is not the browser's.
  Object.defineProperty(event, 'returnValue', { value: true, writable: true, configurable: true });
  Object.defineProperty(event, 'cancelBubble', { value: false, writable: true, configurable: true });
}

function rearm(event: Event): void {
  const own = event as unknown as Record<string, unknown>;
  for (const name of methods) delete own[name];
  delete own.returnValue;
  delete own.cancelBubble;
}
