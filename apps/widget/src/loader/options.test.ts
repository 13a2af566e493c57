import { describe, expect, it } from 'vitest';
import { optionsOf, type PageHints } from './options.ts';

const page: PageHints = {
  scriptSrc: 'https://calls.example.com/widget/loader.js',
  dataset: {},
  documentId: 'shop',
  legacyDocumentId: undefined,
  pageUrl: 'https://shop.example/things?a=1',
  htmlLang: '',
  navigatorLanguages: ['de-DE'],
};

describe('what the page asks for', () => {
  it('knows the server from the script’s own address', () => {
    expect(optionsOf(page)).toEqual({ id: 'shop', origin: 'https://calls.example.com', language: 'en', theme: 'auto' });
    expect(optionsOf({ ...page, scriptSrc: '/widget/loader.js' })?.origin).toBe('https://shop.example');
  });

  it('takes the widget from the tag, then from the document, also by its older name', () => {
    expect(optionsOf({ ...page, dataset: { widget: 'help' } })?.id).toBe('help');
    expect(optionsOf({ ...page, documentId: undefined, legacyDocumentId: 'default' })?.id).toBe('default');
    expect(optionsOf({ ...page, documentId: undefined })).toBeNull();
  });

  it('speaks the language of the tag, else of the address, else of the page, else of the browser', () => {
    const all = { ...page, dataset: { lang: 'it' }, pageUrl: 'https://shop.example/?lang=en', htmlLang: 'it', navigatorLanguages: ['en'] };
    expect(optionsOf(all)?.language).toBe('it');
    expect(optionsOf({ ...all, dataset: {} })?.language).toBe('en');
    expect(optionsOf({ ...all, dataset: {}, pageUrl: 'https://shop.example/?lang=xx' })?.language).toBe('it');
    expect(optionsOf({ ...page, navigatorLanguages: ['fr', 'it-IT'] })?.language).toBe('it');
  });
});
