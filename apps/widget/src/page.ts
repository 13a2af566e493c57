/** The window of the page that shows the widget. The widget's own code runs in a realm of its own (see `loader/realm.ts`). */
let shown: Window & typeof globalThis = globalThis as Window & typeof globalThis;

export const pageWindow = (): Window & typeof globalThis => shown;

export function enterPage(host: HTMLElement): void {
  shown = host.ownerDocument.defaultView ?? shown;
}
