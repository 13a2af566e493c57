import type { FakePage } from './fake-server.ts';

/** A page of somebody else's that makes life hard for what it embeds. Served under `/hostile/<name>`; to look at one: `hostilePages` in a fake server. */
export interface HostilePage {
  /** What the page does, in words. */
  does: string;
  style?: string;
  /** Runs before the widget's script. */
  script?: string;
  body?: string;
  headers?: Record<string, string>;
  html?: string;
}

const input = '<dialog id="modal"><label>Your name <input id="theirs"></label></dialog>';

/** Pulls the focus back into an element, as the dialogs of component libraries do. */
const trap = (how: string): string => `addEventListener('DOMContentLoaded', () => {
  const modal = document.getElementById('modal'), theirs = document.getElementById('theirs');
  modal.show(); theirs.focus(); window.pulled = 0;
  const pull = () => { window.pulled++; theirs.focus(); };
  ${how}
});`;

/** One page for each way in which a host page was seen to break a widget. Every one of them must let a customer talk, type and hang up. */
export const usablePages = {
  relative: { does: 'gives everything a position', style: '* { position: relative !important }' },
  children: {
    does: 'dresses the children of the body',
    style:
      'body > *, html > * { display: flex; width: 100%; margin: 40px; padding: 30px; opacity: .5; left: 0; top: 0; pointer-events: none }',
  },
  letters: {
    does: 'sets letters and direction for everything',
    style:
      '* { text-transform: uppercase !important; letter-spacing: 9px !important; font-size: 30px !important; color: red !important; direction: rtl; --text: red; --card: black }',
  },
  transform: {
    does: 'transforms the body and is long',
    style: 'body { transform: translateZ(0) scale(.9); height: 4000px } html { transform: translateY(5px) }',
    script: "addEventListener('load', () => scrollTo(0, 900))",
  },
  filter: {
    does: 'filters the whole page, as dark modes do',
    style: 'html, body { filter: invert(1) hue-rotate(180deg); contain: paint; overflow: hidden }',
  },
  'z-index': {
    does: 'covers everything with the highest layer',
    style: '#cover { position: fixed; inset: 0; z-index: 2147483647; background: #fffc }',
    body: '<div id="cover">Cookies?</div>',
  },
  shortcuts: {
    does: 'has shortcuts of one key, which it takes wherever it hears them',
    script: `window.stolen = '';
      for (const type of ['keydown', 'keypress', 'keyup']) for (const capture of [true, false])
        document.addEventListener(type, (event) => { window.stolen += event.key; event.preventDefault(); event.stopPropagation(); }, capture);
      document.addEventListener('beforeinput', (event) => event.preventDefault(), true);`,
  },
  'trap-focusin': {
    does: 'traps the focus in its own dialog (focusin, in both phases)',
    body: input,
    script: trap(`for (const capture of [true, false]) for (const type of ['focusin', 'focus'])
      document.addEventListener(type, (event) => { if (!modal.contains(event.target)) pull(); }, capture);`),
  },
  'trap-focusout': {
    does: 'traps the focus by where it goes',
    body: input,
    script: trap(`document.addEventListener('focusout', (event) => {
      if (event.relatedTarget !== null && modal.contains(event.target) && !modal.contains(event.relatedTarget)) pull();
    });`),
  },
  'trap-clicks': {
    does: 'cancels and swallows every press outside of its dialog',
    body: input,
    script: trap(`for (const type of ['pointerdown', 'mousedown', 'touchstart', 'click']) document.addEventListener(type, (event) => {
      if (!modal.contains(event.target)) { event.preventDefault(); event.stopImmediatePropagation(); event.returnValue = false; }
    }, true);`),
  },
  inert: {
    does: 'hides everything outside of its dialog from keyboard and screen reader',
    body: input,
    script: `addEventListener('load', () => setTimeout(() => {
      for (const one of document.querySelectorAll('html > :not(head), body > *')) if (one.tagName !== 'BODY') {
        one.setAttribute('aria-hidden', 'true'); one.inert = true; one.hidden = true; one.style.display = 'none';
      }
    }));`,
  },
  modal: {
    does: 'has a modal dialog open, which makes everything else inert',
    body: '<dialog id="modal"><p>Subscribe to our news</p></dialog>',
    script: "addEventListener('load', () => document.getElementById('modal').showModal())",
  },
  'built-ins': {
    does: 'has changed the built-ins of the language, as old libraries did',
    script: `
      const broken = () => { throw new Error('patched'); };
      Array.prototype.toJSON = () => 'patched'; String.prototype.toJSON = () => 'patched'; Object.prototype.extend = broken;
      for (const name of ['map', 'filter', 'find', 'findLast', 'forEach', 'some', 'every', 'reduce', 'includes', 'indexOf', 'concat', 'flat', 'at', 'join', 'entries'])
        Array.prototype[name] = broken;
      JSON.parse = broken; JSON.stringify = () => '{}';
      Promise.prototype.then = broken; Function.prototype.bind = broken; Object.entries = Object.fromEntries = Object.assign = broken;
      Map.prototype.get = broken; Set.prototype.add = broken; Number.prototype.toFixed = broken;
      window.WebSocket = window.RTCPeerConnection = window.MediaStream = window.AudioContext = window.Audio = broken;
      window.setTimeout = window.setInterval = window.requestAnimationFrame = window.fetch = broken; Math.random = () => NaN; Date.now = () => 0;
      navigator.mediaDevices.getUserMedia = broken;`,
  },
  'trusted-types': {
    does: 'takes Trusted Types only, and allows the policy of the widget',
    headers: { 'content-security-policy': "require-trusted-types-for 'script'; trusted-types centralino" },
  },
  'default-policy': {
    does: 'takes Trusted Types only, by a default policy',
    headers: { 'content-security-policy': "require-trusted-types-for 'script'; trusted-types default" },
    script: "trustedTypes.createPolicy('default', { createScriptURL: (url) => url })",
  },
  strict: {
    does: 'has a content security policy with a nonce and no frames',
    headers: {
      'content-security-policy':
        "default-src 'none'; script-src 'nonce-abc'; style-src 'nonce-abc'; connect-src 'self'; frame-src 'none'; child-src 'none'; base-uri 'none'",
    },
  },
  'report-only': {
    does: 'only reports what its policy would forbid',
    headers: { 'content-security-policy-report-only': "default-src 'none'" },
  },
} satisfies Record<string, HostilePage>;

/** The widget can't work here: it says why, and what to do. */
export const hopelessPages = {
  'no-socket': {
    does: 'forbids the connection',
    headers: { 'content-security-policy': 'connect-src https://elsewhere.example' },
  },
  'no-policy': {
    does: 'takes Trusted Types only, and none of the widget’s',
    headers: { 'content-security-policy': "require-trusted-types-for 'script'; trusted-types theirs" },
  },
  'no-script': {
    does: 'allows the loader, but not what it loads',
    headers: { 'content-security-policy': "script-src 'sha256-unused' 'unsafe-inline' http://127.0.0.1:*/widget/loader.js" },
  },
  'no-microphone': {
    does: 'forbids the microphone to itself',
    headers: { 'permissions-policy': 'microphone=(), camera=()' },
  },
  second: {
    does: 'has two widgets',
    body: '<script src="/widget/loader.js" data-widget="help"></script>',
  },
} satisfies Record<string, HostilePage>;

/** The page as a fake server serves it. `origin`: where the widget comes from; '' = the same server. */
export function hostilePage(page: HostilePage, origin = ''): FakePage {
  const { style = '', script = '', body = '', headers = {} } = page;
  return {
    headers,
    html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A hostile page</title>
<style nonce="abc">${style}</style><script nonce="abc">${script}</script></head>
<body><main><h1>A page that ${page.does}</h1><p>Things to buy.</p></main>${body}
<script nonce="abc" src="${origin}/widget/loader.js" data-widget="shop"></script></body></html>`,
  };
}
