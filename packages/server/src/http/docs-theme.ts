/** What the API browser (Swagger UI) lacks for people who read by ear, by keyboard or in high contrast: put right without touching its code. */

/** Texts that are too pale on their ground (WCAG 1.4.3), and rows that are wider than a narrow page (1.4.10). */
export const docsCss = `
.swagger-ui .info .title small { background: #55627b; }
.swagger-ui .info .title small.version-stamp { background: #3f6212; }
.swagger-ui .info .url, .swagger-ui .info a, .swagger-ui a.link, .swagger-ui .markdown a { color: #0b5cad; }
.swagger-ui .opblock .opblock-summary-method { color: #fff; text-shadow: none; }
.swagger-ui .opblock.opblock-get .opblock-summary-method { background: #0b5cad; }
.swagger-ui .opblock.opblock-post .opblock-summary-method { background: #17693f; }
.swagger-ui .opblock.opblock-put .opblock-summary-method { background: #8a4b08; }
.swagger-ui .opblock.opblock-delete .opblock-summary-method { background: #b32424; }
.swagger-ui .opblock.opblock-patch .opblock-summary-method { background: #0f6e74; }
.swagger-ui .parameter__in, .swagger-ui .parameter__type, .swagger-ui .prop-format, .swagger-ui .response-col_links, .swagger-ui .response-control-media-type__accept-message { color: #4a5568; }
.swagger-ui .parameter__name.required span, .swagger-ui .parameter__name.required::after { color: #b32424; }
.swagger-ui .btn.authorize, .swagger-ui .btn.authorize span { border-color: #17693f; color: #17693f; }
.swagger-ui .btn.authorize svg { fill: #17693f; }
.swagger-ui .json-schema-2020-12-expand-deep-button { color: #3b4151; }
.swagger-ui .microlight span[style*='rgb(211, 99, 99)'] { color: #ff9d9d !important; }
.swagger-ui .json-schema-2020-12__attribute--primary, .swagger-ui .json-schema-2020-12__attribute { color: #3b4151; }
.swagger-ui .wrapper, .swagger-ui .opblock-body, .swagger-ui .responses-inner, .swagger-ui .table-container { min-width: 0; max-width: 100%; overflow-wrap: anywhere; }
.swagger-ui .table-container, .swagger-ui .responses-inner, .swagger-ui .model-box { overflow-x: auto; }
@media (max-width: 640px) {
  .swagger-ui .wrapper { padding: 0 10px; }
  .swagger-ui .opblock .opblock-summary-control, .swagger-ui .opblock .opblock-section-header { flex-wrap: wrap; min-width: 0; }
  .swagger-ui .opblock .opblock-summary-path { max-width: 100%; }
}
`;

/**
 * Landmark, order of headings, links inside of buttons and tables that say they are regions: put right whenever Swagger UI has drawn.
 * (It draws the whole page by script, so there is nothing to change on the server.)
 */
export const docsScript = `
(() => {
  const mend = () => {
    for (const [part, name] of [['.information-container', 'About'], ['.scheme-container', 'Signing in']]) {
      const region = document.querySelector('#swagger-ui ' + part);
      region?.setAttribute('role', 'region');
      region?.setAttribute('aria-label', name);
    }
    for (const code of document.querySelectorAll('#swagger-ui pre.microlight')) code.tabIndex = 0;
    for (const heading of document.querySelectorAll('#swagger-ui :is(h3, h4, h5)')) {
      const level = String(Number(heading.tagName[1]) - 1);
      if (heading.getAttribute('aria-level') !== level) heading.setAttribute('aria-level', level);
    }
    for (const link of document.querySelectorAll('#swagger-ui button a[href]')) link.removeAttribute('href');
    for (const table of document.querySelectorAll('#swagger-ui table[role=region]')) table.removeAttribute('role');
  };
  const watch = () => {
    new MutationObserver(mend).observe(document.body, { childList: true, subtree: true });
    mend();
  };
  if (document.body === null) addEventListener('DOMContentLoaded', watch);
  else watch();
})();
`;
