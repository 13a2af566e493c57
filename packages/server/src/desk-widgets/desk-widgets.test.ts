import { describe, expect, it } from 'vitest';
import { DeskWidgetConfig } from '@centralino/protocol';
import { checkDeskWidget, frameOriginsOf, originOfUri } from './desk-widgets.ts';

const widget = (changes: Partial<DeskWidgetConfig>): DeskWidgetConfig => ({
  ...DeskWidgetConfig.parse({ id: 'CRM', title: { it: 'CRM', en: 'CRM' }, uri: 'https://crm.example/page?x=1' }),
  ...changes,
});

describe('where a widget’s page is', () => {
  it.each([
    ['/AD/widget/agentdesktop_widget_sample.html', null],
    ['/', null],
    ['https://crm.example/page', 'https://crm.example'],
    ['HTTP://CRM.Example:8080', 'http://crm.example:8080'],
    ['https://[2001:db8::1]:8443/x', 'https://[2001:db8::1]:8443'],
  ])('%s', (uri, origin) => {
    expect(originOfUri(uri)).toBe(origin);
  });

  it.each([
    '//evil.example/x',
    '/\\evil.example',
    'page.html',
    '',
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://crm.example/',
    'file:///etc/passwd',
    'https://a;script-src.example/',
    "https://a'b.example/",
    'https://a,b.example/',
    'https://*.example/',
  ])('is refused: %s', (uri) => {
    expect(() => originOfUri(uri)).toThrow(expect.objectContaining({ code: 'request.invalid', fields: { uri: 'invalid' } }));
  });

  it('allowed origins must be origins of web pages', () => {
    expect(() => checkDeskWidget(widget({ allowedOrigins: ['null', 'https://login.example'] }))).not.toThrow();
    for (const origin of ['https://*', "https://x;frame-src'", 'moz-extension://abc']) {
      expect(() => checkDeskWidget(widget({ allowedOrigins: [origin] })), origin).toThrow(
        expect.objectContaining({ fields: { allowedOrigins: 'invalid' } }),
      );
    }
  });
});

describe('the origins that the desk may show', () => {
  it('are those of enabled widgets, each once, in a fixed order', () => {
    expect(
      frameOriginsOf([
        widget({ id: 'A', uri: 'https://z.example/1', allowedOrigins: ['https://login.example', 'null'] }),
        widget({ id: 'B', uri: 'https://z.example/2' }),
        widget({ id: 'C', uri: '/AD/widget/agentdesktop_widget_sample.html' }),
        widget({ id: 'D', uri: 'https://off.example/', enabled: false }),
      ]),
    ).toEqual(['https://login.example', 'https://z.example']);
  });
});
