// A page like a customer's, with the widget that the address names: what the console shows as preview is the real thing.
(() => {
  const asked = new URLSearchParams(window.location.search);
  const script = document.createElement('script');
  script.src = '/widget/loader.js';
  script.async = true;
  script.dataset.widget = asked.get('widget') ?? '';
  script.dataset.lang = asked.get('lang') ?? 'en';
  document.documentElement.lang = script.dataset.lang;
  document.head.append(script);
})();
