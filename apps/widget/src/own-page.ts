/** The widget on a page of its server, opened at once: the way out for customers of pages that can't have it. */
export const ownPageUrl = (origin: string, widgetId: string, language: string): string =>
  `${origin}/widget/page/?widget=${encodeURIComponent(widgetId)}&lang=${language}`;
