// Search in address books of 100,000 contacts, and who a caller may be, with the built-in PostgreSQL on the same machine.
// Run: npx tsc -b packages/server && node bench/contacts.mjs [contacts] [searches]
// DATABASE_URL: measure another (empty!) PostgreSQL instead.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { emptyContactFields } from '../packages/protocol/dist/index.js';
import { rowOf } from '../packages/server/dist/contacts/contact-row.js';
import { Contacts } from '../packages/server/dist/contacts/contacts.js';
import { openStore } from '../packages/server/dist/store/index.js';

const [count = 100_000, searches = 300] = process.argv.slice(2).map(Number);
const dataDir = mkdtempSync(join(tmpdir(), 'centralino-bench-'));
chmodSync(dataDir, 0o755);
const logger = { debug() {}, info() {}, warn: console.error, error: console.error };
const store = await openStore({ databaseUrl: process.env.DATABASE_URL ?? null, dataDir, logger });
const contacts = new Contacts(store.db);

// As a real book: common names, many cities; the same in every run.
let seed = 7;
const random = (n) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % n;
const syllables = [
  'ma',
  'ro',
  'ssi',
  'bian',
  'chi',
  'ver',
  'di',
  'fer',
  'ra',
  'ri',
  'lu',
  'ca',
  'an',
  'na',
  'pao',
  'lo',
  'gio',
  'van',
  'ni',
  'co',
];
const word = () => Array.from({ length: 2 + random(3) }, () => syllables[random(syllables.length)]).join('');
const digits = (n) => Array.from({ length: n }, () => random(10)).join('');
const made = [];
const from = performance.now();
for (let begin = 0; begin < count; begin += 1_000) {
  const rows = Array.from({ length: Math.min(1_000, count - begin) }, (_, i) => {
    const fields = {
      ...emptyContactFields,
      firstName: word(),
      lastName: word(),
      company: random(3) === 0 ? `${word()} srl` : '',
      city: word(),
      tel: [
        { value: `045 ${digits(7)}`, type: 'WORK' },
        { value: `33${digits(8)}`, type: 'CELL' },
      ],
      mail: [{ value: `${word()}.${word()}${begin + i}@example.com`, type: 'INTERNET_WORK' }],
    };
    if (i % 50 === 0) made.push(fields);
    return rowOf(`c${begin + i}`, fields, { createdAt: 1, updatedAt: 1 });
  });
  await store.db.insertInto('contacts').values(rows).execute();
}
await store.enginePool.query('analyze contacts');
console.log(`${count} contacts written in ${((performance.now() - from) / 1000).toFixed(1)} s; load average ${loadavg()[0].toFixed(1)}`);

const pick = () => made[random(made.length)];
const kinds = {
  'first letter of a name': () => pick().lastName.slice(0, 1),
  'two letters': () => pick().lastName.slice(0, 2),
  'beginnings of two words': () => `${pick().firstName.slice(0, 3)} ${pick().lastName.slice(0, 3)}`,
  'whole name': () => {
    const one = pick();
    return `${one.firstName} ${one.lastName}`;
  },
  'number, as written': () => pick().tel[0].value,
  'last four digits': () => pick().tel[1].value.slice(-4),
  email: () => pick().mail[0].value,
  nothing: () => '',
};
const measure = async (work) => {
  for (let i = 0; i < 20; i += 1) await work();
  const times = [];
  for (let i = 0; i < searches; i += 1) {
    const begin = performance.now();
    await work();
    times.push(performance.now() - begin);
  }
  times.sort((a, b) => a - b);
  const at = (p) => times[Math.min(times.length - 1, Math.floor(times.length * p))].toFixed(1);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${times.at(-1).toFixed(1)} ms`;
};
for (const [name, text] of Object.entries(kinds)) console.log(`search, ${name}: ${await measure(() => contacts.search(text(), 20))}`);
console.log(`who calls: ${await measure(() => contacts.candidates({ phone: pick().tel[0].value }, 'sales'))}`);

await store.close();
rmSync(dataDir, { recursive: true, force: true });
