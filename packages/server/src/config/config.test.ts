import { describe, expect, it } from 'vitest';
import { baseUrlOf, isSecure, loadConfig } from './config.ts';
import { StartupError } from './startup-error.ts';

const refusal = (env: NodeJS.ProcessEnv, mode: 'start' | 'demo' = 'start'): string => {
  try {
    loadConfig(mode, env);
  } catch (error) {
    expect(error).toBeInstanceOf(StartupError);
    return (error as Error).message;
  }
  throw new Error('the configuration was accepted');
};

describe('loadConfig', () => {
  it('has documented defaults', () => {
    const config = loadConfig('start', {});
    expect(config).toMatchObject({
      port: 8080,
      host: '0.0.0.0',
      databaseUrl: null,
      media: { port: 10_000, nodes: 1, publicAddress: null },
      publicUrl: null,
      tls: null,
      turn: null,
      homeCountry: 'IT',
      logLevel: 'info',
    });
    expect(config.dataDir.endsWith('/data')).toBe(true);
    expect(baseUrlOf(config)).toBe('http://localhost:8080');
  });

  it('takes any country that has phone numbers as the home country', () => {
    expect(loadConfig('start', { HOME_COUNTRY: 'de' }).homeCountry).toBe('DE');
  });

  it('keeps the demo on loopback, with data of its own', () => {
    const config = loadConfig('demo', {});
    expect(config.host).toBe('127.0.0.1');
    expect(config.dataDir.endsWith('/data/demo')).toBe(true);
    expect(refusal({ HOST: '0.0.0.0' }, 'demo')).toContain('HOST must be 127.0.0.1 in the demo');
    expect(refusal({ HOST: '192.0.2.4' }, 'demo')).toContain('HOST');
    expect(loadConfig('demo', { HOST: 'localhost' }).host).toBe('localhost');
  });

  it('keeps media off loopback-only: browsers of this machine and behind a proxy’s web server must reach it', () => {
    expect(loadConfig('demo', {}).media.host).toBe('0.0.0.0');
    for (const HOST of ['localhost', '127.0.0.1', '127.1.2.3', '::1']) expect(loadConfig('start', { HOST }).media.host).toBe('0.0.0.0');
    expect(loadConfig('start', {}).media.host).toBe('0.0.0.0');
    expect(loadConfig('start', { HOST: '192.0.2.4' }).media.host).toBe('192.0.2.4');
  });

  it.each([
    ['PORT', '0'],
    ['PORT', '70000'],
    ['PORT', 'eighty'],
    ['PORT', '80.5'],
    ['MEDIA_PORT', '-1'],
    ['MEDIA_NODES', '0'],
    ['MEDIA_NODES', '65'],
    ['MEDIA_ADDRESS', 'example.com'],
    ['DATABASE_URL', 'mysql://localhost/x'],
    ['PUBLIC_URL', 'talk.example.com'],
    ['PUBLIC_URL', 'https://talk.example.com/path'],
    ['TLS_CERT', '/no/such/file.pem'],
    ['TURN_URLS', 'stun:example.com'],
    ['TRUST_PROXY', 'everybody'],
    ['LOG_LEVEL', 'loud'],
    ['HOST', 'a b'],
    ['HOME_COUNTRY', 'Italy'],
    ['HOME_COUNTRY', 'UK'],
  ])('refuses %s=%s and says which variable it was', (name, value) => {
    expect(refusal({ [name]: value })).toContain(`${name} `);
  });

  it('names every wrong value at once and repeats no secret', () => {
    const message = refusal({ PORT: 'x', DATABASE_URL: 'http://user:hunter2@db/x', TURN_SECRET: 'short' });
    expect(message).toContain('PORT');
    expect(message).toContain('DATABASE_URL');
    expect(message).toContain('TURN_SECRET');
    expect(message).not.toContain('hunter2');
    expect(message).not.toContain('short');
  });

  it('wants pairs to be complete', () => {
    expect(refusal({ TLS_CERT: process.execPath })).toContain('TLS_CERT and TLS_KEY');
    expect(refusal({ TURN_URLS: 'turn:turn.example.com' })).toContain('TURN_URLS and TURN_SECRET');
  });

  it('treats empty variables as not set', () => {
    expect(loadConfig('start', { PORT: '', DATABASE_URL: ' ', TURN_URLS: '' })).toMatchObject({ port: 8080, databaseUrl: null });
  });

  it('knows when browsers come by https', () => {
    expect(isSecure(loadConfig('start', {}))).toBe(false);
    expect(isSecure(loadConfig('start', { PUBLIC_URL: 'https://talk.example.com/' }))).toBe(true);
    expect(baseUrlOf(loadConfig('start', { PUBLIC_URL: 'https://talk.example.com/' }))).toBe('https://talk.example.com');
    expect(baseUrlOf(loadConfig('start', { HOST: '::1', PORT: '81' }))).toBe('http://[::1]:81');
  });
});
