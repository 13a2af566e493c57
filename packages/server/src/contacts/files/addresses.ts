import type { Values } from './columns.ts';

/** A contact has one address: the first; the others are kept in the notes. */
export function withAddresses(values: Values, [first, ...others]: readonly Values[]): Values {
  const lines = others.map(({ street, postcode, city, region, country }) =>
    [street, [postcode, city].filter(Boolean).join(' '), region, country].filter(Boolean).join(', '),
  );
  const note = [values['note'], ...lines].filter(Boolean).join('\n');
  return { ...values, ...first, ...(note === '' ? {} : { note }) };
}
