import { mount, type Mounted } from './mount.ts';
import { optionsOf } from './options.ts';

declare const __WIDGET_VERSION__: string;

/** What this page has already: kept in the document, because the script may run again (templates say it twice, single-page sites at each visit). */
interface PageState {
  centralinoWidgetID?: unknown;
  teleniaWidgetID?: unknown;
  centralinoWidget?: { id: string; script: HTMLScriptElement; mounted: Mounted };
}

function start(script: HTMLScriptElement): void {
  const page = document as unknown as PageState;
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
  const former = page.centralinoWidget;
  if (former !== undefined) {
    // A page that includes the two lines twice gets one button.
    if (former.id === options.id) return;
    if (former.script.isConnected || former.mounted.inCall()) {
      console.error(
        `Centralino: this page shows the widget "${former.id}" already; "${options.id}" is not shown. A page has one corner: take one of the two out, or give one widget both channels.`,
      );
      return;
    }
    // A visit inside a single-page site: the page that wanted the other widget is gone.
    former.mounted.unmount();
  }
  const mounted = mount({
    ...options,
    restUrl: new URL(`widget.js?v=${__WIDGET_VERSION__}`, script.src).href,
    nonce: script.nonce,
    openAtOnce: script.dataset.open !== undefined,
  });
  page.centralinoWidget = { id: options.id, script, mounted };
}

const script =
  document.currentScript instanceof HTMLScriptElement
    ? document.currentScript
    : document.querySelector<HTMLScriptElement>('script[src*="/widget/"][src*="loader.js"]');
if (script !== null) {
  if (document.body === null) addEventListener('DOMContentLoaded', () => start(script), { once: true });
  else start(script);
}
