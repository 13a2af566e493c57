/** What opens windows: the page's own window; tests bring another. */
export type Opener = Pick<Window, 'open'>;

type Tab = { closed: boolean; opener: unknown; location: Pick<Location, 'replace'> };

/**
 * Tabs of popups. A new one is cut off from the desk at once (`opener`), so that its page can't lead the desk elsewhere. One with a name
 * keeps its tie, without which browsers would not find it again; reloading it there does not take the focus.
 */
export function createTabs(opener: Opener) {
  const named = new Map<string, Tab>();

  /** The tab, empty if it is new; null: the browser does not let it open without a click. */
  const take = (name: string | null): Tab | null => {
    const known = name === null ? undefined : named.get(name);
    if (known !== undefined && !known.closed) return known;
    // Names of their own: `_top` would be the desk itself.
    const tab = opener.open('', name === null ? '_blank' : `centralino-popup-${name}`) as Tab | null;
    if (tab === null) return null;
    if (name === null) tab.opener = null;
    else named.set(name, tab);
    return tab;
  };

  return {
    /** False: blocked by the browser. */
    open(url: string, name: string | null): boolean {
      const tab = take(name);
      tab?.location.replace(url);
      return tab !== null;
    },
    /** For a click: the tab must be opened before anything is awaited. Rejects when there is no address; resolves false when blocked. */
    async openLater(address: Promise<string>, name: string | null): Promise<boolean> {
      const tab = take(name);
      const url = await address;
      tab?.location.replace(url);
      return tab !== null;
    },
  };
}
