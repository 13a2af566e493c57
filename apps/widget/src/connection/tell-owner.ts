/**
 * What is written to the page's console when the server does not let this page use the widget: customers can't mend that, but who made the
 * page looks there.
 */
export function originLine(widget: string, origin: string): string {
  const page = origin === 'null' ? 'a page without an origin (opened from a file, or in a sandboxed frame)' : `pages of ${origin}`;
  const todo =
    origin === 'null'
      ? 'Serve the page from a web server.'
      : `If they should, open the widget in Centralino's console and add ${origin} to "Pages that may use it" ("Pagine che possono usarlo").`;
  return `Centralino: the widget "${widget}" may not be used by ${page}. ${todo}`;
}
