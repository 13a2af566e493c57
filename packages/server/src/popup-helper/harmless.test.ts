import { describe, expect, it } from 'vitest';
import { harmless, scriptEnvironment } from './harmless.ts';

describe('values for a script', () => {
  it.each([
    ['Rossi & calc.exe', 'Rossi   calc.exe'],
    ['"|shutdown /s', 'shutdown /s'],
    ['%COMSPEC%', 'COMSPEC'],
    ['!PATH!^<a>', 'PATH   a'],
    ['one\r\ndel *.*', 'one  del *.*'],
    ['line\u2028two\u0085three\u0000four', 'line two three four'],
    ['$(id)`id`;id', 'id  id  id'],
    // Full-width look-alikes, which old programs take for the real ones.
    ['Rossi ＆ calc ＂％ｘ％', 'Rossi   calc   x'],
    ["D'Angelo, Nicolò +39 045 222-46.00", "D'Angelo, Nicolò +39 045 222-46.00"],
    ['x'.repeat(600), 'x'.repeat(500)],
  ])('%s', (value, safe) => {
    expect(harmless(value)).toBe(safe);
  });

  it('never change what is run, and leave nothing from call to call', () => {
    const env = scriptEnvironment(
      { CLI: '1&2', PATH: '/evil', NODE_OPTIONS: '--require x', 'A=B': 'x' },
      { PATH: '/bin', POPUPINFO_3: 'old', CENTRALINO_TOKEN: 'secret' },
    );
    expect(env).toEqual({ PATH: '/bin', CLI: '1 2' });
  });
});
