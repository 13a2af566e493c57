import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDrafts } from './drafts.ts';

const kept = new Map<string, string>();

beforeEach(() => {
  vi.useFakeTimers();
  kept.clear();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const create = () => {
  const sent: string[] = [];
  const line = { up: true };
  const drafts = createDrafts({
    send: (_interaction, _segment, note) => {
      if (!line.up) return Promise.reject(new Error('away'));
      sent.push(note);
      return Promise.resolve();
    },
  });
  return { drafts, sent, line };
};

describe('notes as they are typed', () => {
  it('are sent once, after a pause', async () => {
    const { drafts, sent } = create();
    drafts.type('i', 'i.1', 'He');
    await vi.advanceTimersByTimeAsync(300);
    drafts.type('i', 'i.1', 'Hello');
    expect(drafts.store.get()['i.1']?.state).toBe('unsaved');
    await vi.advanceTimersByTimeAsync(700);
    expect(sent).toEqual(['Hello']);
    expect(drafts.store.get()['i.1']?.state).toBe('saved');
    expect(kept.size).toBe(0);
  });

  it('are kept in the browser while the server is away, and sent when it is back', async () => {
    const { drafts, sent, line } = create();
    line.up = false;
    drafts.type('i', 'i.1', 'In the dark');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(drafts.store.get()['i.1']?.state).toBe('unsaved');
    expect([...kept.values()]).toEqual(['In the dark']);
    line.up = true;
    await drafts.flushAll();
    expect(sent).toEqual(['In the dark']);
  });

  it('survive a reload: the next page shows them and sends them', async () => {
    kept.set('centralino.note.i.1', 'From before');
    const { drafts, sent } = create();
    expect(drafts.textOf('i.1', 'old')).toBe('From before');
    drafts.revive('i', 'i.1');
    await vi.advanceTimersByTimeAsync(700);
    expect(sent).toEqual(['From before']);
  });

  it('show what the server has when nothing was typed here', () => {
    expect(create().drafts.textOf('i.2', 'of the server')).toBe('of the server');
  });

  it('typed while a save is under way are saved, too', async () => {
    let finishFirst: () => void = () => undefined;
    const sent: string[] = [];
    const drafts = createDrafts({
      send: (_i, _s, note) => {
        sent.push(note);
        return sent.length === 1 ? new Promise<void>((resolve) => (finishFirst = resolve)) : Promise.resolve();
      },
    });
    drafts.type('i', 'i.1', 'one');
    await vi.advanceTimersByTimeAsync(700);
    drafts.type('i', 'i.1', 'one two');
    const flushed = drafts.flush('i.1');
    finishFirst();
    expect(await flushed).toBe(true);
    expect(sent).toEqual(['one', 'one two']);
  });
});
