/** A window of the browser's own making, with everything in it as the browser made it. */
export type Realm = Window & typeof globalThis;

/**
 * Opens a hidden, empty frame of the page's own origin and hands its window over: there `Array`, `JSON`, `WebSocket` and the DOM's
 * prototypes are as the browser made them, whatever the page did to its own. It inherits the page's content security policy. A page
 * that sits in a sandbox can't reach into its frames: it gets its own window.
 */
export function openRealm(widgetId: string, ready: (realm: Realm, frame: HTMLIFrameElement) => void): void {
  const frame = document.createElement('iframe');
  frame.dataset.centralino = widgetId;
  frame.title = 'Centralino';
  frame.tabIndex = -1;
  frame.setAttribute('aria-hidden', 'true');
  frame.style.setProperty('display', 'none', 'important');
  // Firefox replaces the first empty document by another one; both browsers fire `load` when the one that stays is there.
  const onLoad = (): void => ready(frame.contentDocument === null ? window : (frame.contentWindow as Realm), frame);
  frame.addEventListener('load', onLoad, { once: true });
  document.documentElement.appendChild(frame);
}
