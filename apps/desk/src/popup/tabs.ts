/** What opens windows: the page's own window; tests bring another. */
export type Opener = Pick<Window, 'open'>;

/** Where a page opens. A window is always the same one of its name; a tab without a name is a new one. */
export interface Place {
  mode: 'tab' | 'window';
  name: string | null;
}

/** With a size browsers make it a window of its own, not a tab. */
const windowFeatures = 'popup=yes,width=1100,height=800';

type Tab = { closed: boolean; opener: unknown; location: Pick<Location, 'replace'> };

/**
 * Tabs and windows of popups. A new one is cut off from the desk at once (`opener`), so that its page can't lead the desk elsewhere. One with a name
 * keeps its tie, without which browsers would not find it again; reloading it there does not take the focus.
 */
export function createTabs(opener: Opener) {
  const named = new Map<string, Tab>();

  /** The tab, empty if it is new; null: the browser does not let it open without a click. */
  const take = ({ mode, name }: Place): Tab | null => {
    // Names of their own: `_top` would be the desk itself.
    const target = mode === 'window' ? `centralino-window-${name ?? ''}` : name === null ? '_blank' : `centralino-popup-${name}`;
    const known = named.get(target);
    if (known !== undefined && !known.closed) return known;
    const tab = opener.open('', target, ...(mode === 'window' ? [windowFeatures] : [])) as Tab | null;
    if (tab === null) return null;
    if (target === '_blank') tab.opener = null;
    else named.set(target, tab);
    return tab;
  };

  return {
    /** False: blocked by the browser. */
    open(url: string, place: Place): boolean {
      const tab = take(place);
      tab?.location.replace(url);
      return tab !== null;
    },
    /** For a click: the tab must be opened before anything is awaited. Rejects when there is no address; resolves false when blocked. */
    async openLater(address: Promise<string>, place: Place): Promise<boolean> {
      const tab = take(place);
      const url = await address;
      tab?.location.replace(url);
      return tab !== null;
    },
  };
}
