// The widget on a page of its own, open at once: where customers go from a page that can't have it (its policy, or a frame without a microphone).
(() => {
  const asked = new URLSearchParams(window.location.search);
  const italian = asked.get('lang') === 'it';
  const words = italian ? 'Contattaci' : 'Contact us';
  document.documentElement.lang = italian ? 'it' : 'en';
  document.title = words;
  document.querySelector('h1').textContent = words;
  const script = document.createElement('script');
  script.src = '/widget/loader.js';
  script.dataset.widget = asked.get('widget') ?? '';
  script.dataset.lang = document.documentElement.lang;
  script.dataset.open = '';
  document.head.append(script);
})();
