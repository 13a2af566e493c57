import { describe, expect, it } from 'vitest';
import { Keeper } from './keeper.ts';
import { silentLogger } from './testing.ts';

/** A database that refuses to come back so many times. */
function stubborn(refusals: number) {
  let attempts = 0;
  let back = () => {};
  const isBack = new Promise<void>((resolve) => (back = resolve));
  const mend = async (): Promise<void> => {
    attempts += 1;
    if (attempts <= refusals) throw new Error('no space left on device');
    back();
  };
  return { mend, isBack, attempts: () => attempts };
}

describe('the keeper of the database', () => {
  it('goes on until the database is back, without being told again', async () => {
    const database = stubborn(3);
    const keeper = new Keeper({ mend: database.mend, logger: silentLogger, pauseMs: 1 });
    keeper.suspect();
    await database.isBack;
    expect(database.attempts()).toBe(4);
    await keeper.close();
  });

  it('takes many signs of one death for one', async () => {
    let attempts = 0;
    let finish = () => {};
    const keeper = new Keeper({
      mend: () => {
        attempts += 1;
        return new Promise((resolve) => (finish = resolve));
      },
      logger: silentLogger,
    });
    for (let i = 0; i < 50; i++) keeper.suspect();
    const asked = [keeper.repair(), keeper.repair()];
    expect(attempts).toBe(1);
    finish();
    await Promise.all(asked);
    await keeper.close();
  });

  it('looks again at the next death', async () => {
    let attempts = 0;
    const keeper = new Keeper({ mend: async () => void (attempts += 1), logger: silentLogger });
    await keeper.repair();
    await keeper.repair();
    expect(attempts).toBe(2);
  });

  it('writes one line for a reason that lasts', async () => {
    const lines: unknown[] = [];
    const database = stubborn(20);
    const keeper = new Keeper({
      mend: database.mend,
      logger: { ...silentLogger, warn: (...line: unknown[]) => lines.push(line) },
      pauseMs: 1,
    });
    keeper.suspect();
    await database.isBack;
    expect(lines).toHaveLength(1);
    await keeper.close();
  });

  it('stops when it is closed, also in the middle of waiting', async () => {
    const database = stubborn(Infinity);
    const keeper = new Keeper({ mend: database.mend, logger: silentLogger, pauseMs: 60_000 });
    keeper.suspect();
    await keeper.close();
    const { attempts } = database;
    const before = attempts();
    keeper.suspect();
    await keeper.repair();
    expect(attempts()).toBe(before);
  });
});
