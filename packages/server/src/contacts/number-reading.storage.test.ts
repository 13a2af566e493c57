import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { openTestStore, type TestStore } from '../store/testing.ts';
import { Contacts } from './contacts.ts';
import { readNumbersAs } from './number-reading.ts';
import { setHomeCountry } from './phone-number.ts';

let store: TestStore;
let contacts: Contacts;
const logger = { info: vi.fn() };
beforeAll(async () => {
  store = await openTestStore();
  contacts = new Contacts(store.db);
});
afterEach(() => logger.info.mockClear());
afterAll(async () => {
  setHomeCountry('IT');
  await store.close();
});

const found = async (phone: string): Promise<string[]> => (await contacts.candidates({ phone })).map(({ lastName }) => lastName);

it('numbers without an international prefix are read again when the home country is another one, and only then', async () => {
  await readNumbersAs('IT', store.db, logger);
  const { id, updatedAt } = await contacts.create({
    lastName: 'Berlin',
    tel: [
      { value: '030 901820', type: 'WORK' },
      { value: '0151 23456789', type: 'CELL' },
      { value: '+39 045 2220050 int. 5', type: 'MAIN' },
    ],
  });
  expect((await contacts.get(id)).tel.map(({ e164 }) => e164)).toEqual(['+39030901820', null, '+390452220050']);
  expect(await found('0151-23456789')).toEqual(['Berlin']);

  await readNumbersAs('DE', store.db, logger);
  const read = await contacts.get(id);
  expect(read.tel).toEqual([
    { id: 't1', value: '030 901820', type: 'WORK', e164: '+4930901820' },
    { id: 't2', value: '0151 23456789', type: 'CELL', e164: '+4915123456789' },
    { id: 't3', value: '+39 045 2220050 int. 5', type: 'MAIN', e164: '+390452220050', extension: '5' },
  ]);
  expect(read.updatedAt).toBe(updatedAt);
  for (const number of ['+49 30 901820', '030/901820', '+4915123456789', '0151 234 56789']) expect(await found(number)).toEqual(['Berlin']);
  expect(await found('+39 030 901820')).toEqual([]);
  expect((await contacts.search('+49 30 901820', 5)).map(({ id: one }) => one)).toEqual([id]);
  expect(logger.info).toHaveBeenCalledTimes(1);

  await readNumbersAs('DE', store.db, logger);
  expect(logger.info).toHaveBeenCalledTimes(1);
});
