/* global document, location, navigator, URLSearchParams */
// The shop's own script: two languages and a basket that counts. It knows nothing of the widget.

const italian = {
  title: 'Bottega Adige',
  nav: 'Negozio',
  hintTitle: 'Questa è la demo di Centralino.',
  hint: 'Apri la scrivania dell’operatore in un’altra finestra, entra come op1 con password op1 e mettiti pronto. Poi chiedi aiuto da qui.',
  openDesk: 'Apri la scrivania',
  navProducts: 'Prodotti',
  navPromise: 'La nostra promessa',
  navVisit: 'Dove siamo',
  inBasket: 'Nel cestino:',
  heroTitle: 'Il buon caffè è una cosa silenziosa.',
  heroText: 'Moka, tazze e macinini di piccole botteghe attorno a Verona. Fatti per essere riparati, non sostituiti.',
  heroLink: 'Guarda i prodotti',
  products: 'Prodotti',
  p1: 'Moka “Nonna”, 3 tazze',
  p1Text: 'In acciaio, con la valvola che si pulisce e la guarnizione che si cambia.',
  p2: 'Due tazze “Terra”',
  p2Text: 'Fatte al tornio, smaltate dentro, calde nel palmo.',
  p3: 'Macinino “Lessini”',
  p3Text: 'Faggio e ottone. Macina per due in quaranta giri.',
  p4: 'Bollitore “Adige”',
  p4Text: 'Il collo sottile per versare piano; contiene 0,9 litri.',
  add: 'Nel cestino',
  promise: 'La nostra promessa',
  promise1: 'Ricambi per dieci anni',
  promise1Text: 'Guarnizioni, manici, valvole: sempre in magazzino.',
  promise2: 'Trenta giorni per ripensarci',
  promise2Text: 'Il ritorno lo paghiamo noi.',
  promise3: 'Persone che rispondono',
  promise3Text: 'Premi il pulsante nell’angolo: ci vedi e ci senti dal browser.',
  address: 'Via dei Mulini 12, Verona',
  hours: 'Da martedì a sabato, 9–13 e 15–19',
};

const asked = new URLSearchParams(location.search).get('lang') ?? navigator.language;
const language = asked.toLowerCase().startsWith('it') ? 'it' : 'en';
document.documentElement.lang = language;

document.addEventListener('DOMContentLoaded', () => {
  const euro = new Intl.NumberFormat(language, { style: 'currency', currency: 'EUR' });
  for (const price of document.querySelectorAll('[data-price]')) price.textContent = euro.format(Number(price.getAttribute('data-price')));

  if (language === 'it') {
    const words = /** @type {Record<string, string>} */ (italian);
    for (const element of document.querySelectorAll('[data-t]')) {
      const text = words[element.getAttribute('data-t') ?? ''];
      if (text !== undefined) element.textContent = text;
    }
    document.querySelector('[data-label="nav"]')?.setAttribute('aria-label', italian.nav);
  }

  const other = document.querySelector('#other-language');
  if (other !== null && language === 'it') {
    other.textContent = 'English';
    other.setAttribute('href', '?lang=en');
    other.setAttribute('lang', 'en');
  }
  document.querySelector('#desk')?.setAttribute('href', `/desk/?lang=${language}`);

  let inBasket = 0;
  const count = document.querySelector('#count');
  for (const button of document.querySelectorAll('[data-add]')) {
    const name = button.closest('li')?.querySelector('h3');
    if (name !== null && name !== undefined) {
      name.id = `product-${Math.abs([...document.querySelectorAll('h3')].indexOf(name))}`;
      button.setAttribute('aria-describedby', name.id);
    }
    button.addEventListener('click', () => {
      inBasket += 1;
      if (count !== null) count.textContent = String(inBasket);
    });
  }
});
