import { expect, it } from 'vitest';
import { crmPlace, crmRecord, crmRecordPaths } from './notify-template.ts';

const base = 'https://crm.example.com/calls';

it('one address and one suffix fit all nine receivers', () => {
  const uris = crmRecordPaths.map((path) => crmRecord(path, base, '.php').uri);
  expect(uris).toEqual(
    ['service/ring', 'service/answer', 'service/hangup', 'outbound/new', 'outbound/answer', 'outbound/hangup']
      .concat(['transfer/transfer', 'transfer/answer', 'transfer/hangup'])
      .map((path) => `${base}/${path}.php`),
  );
  expect(crmRecord('service/ring', base).uri).toBe(`${base}/service/ring`);
});

it('the whole address of one page tells the address and the suffix of all', () => {
  expect(crmPlace(` ${base}/service/ring.php `, '')).toEqual({ base, suffix: '.php' });
  expect(crmPlace(`${base}/transfer/hangup`, '.php')).toEqual({ base, suffix: '' });
});

it('an address of another kind stays, without slashes at its end', () => {
  expect(crmPlace(`${base}//`, ' .aspx ')).toEqual({ base, suffix: '.aspx' });
  expect(crmPlace(`${base}/service/ringing`, '.php')).toEqual({ base: `${base}/service/ringing`, suffix: '.php' });
});
