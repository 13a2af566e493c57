import type { Page } from 'playwright-core';

/**
 * Does to a page what a browser's page translation does: every text that may be translated (HTML 3.2.6.5, the `translate` attribute) goes
 * into `<font>` elements of its own, those that come later too, in open shadow trees as well. Answers how many so far.
 */
export const translatePage = (page: Page): Promise<number> =>
  page.evaluate(() => {
    let count = 0;
    const wrap = (root: Node): void => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
      const texts: Text[] = [];
      for (let node: Node | null = root; node !== null; node = walker.nextNode()) {
        if (node instanceof Text) texts.push(node);
        else if (node instanceof Element && node.shadowRoot !== null) follow(node.shadowRoot);
      }
      for (const text of texts) {
        const parent = text.parentElement;
        if (parent === null || text.data.trim() === '' || parent.closest('font, script, style, .notranslate') !== null || !parent.translate)
          continue;
        const outer = document.createElement('font');
        outer.append(Object.assign(document.createElement('font'), { textContent: text.data.toUpperCase() }));
        text.replaceWith(outer);
        count += 1;
      }
    };
    const follow = (root: Node): void => {
      wrap(root);
      new MutationObserver((changes) => changes.forEach(({ addedNodes }) => addedNodes.forEach(wrap))).observe(root, {
        childList: true,
        subtree: true,
      });
    };
    follow(document.body);
    return count;
  });
