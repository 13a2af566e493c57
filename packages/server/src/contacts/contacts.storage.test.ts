import type { Contact } from '@centralino/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask, openTestHttp, type SignedIn, type TestHttp } from '../http/testing.ts';

let http: TestHttp;
let agent: SignedIn;
beforeEach(async () => {
  http = await openTestHttp();
  await http.app.ready();
  agent = await http.signIn('andy', ['agent']);
});
afterEach(() => http.close());

const create = async (fields: object) =>
  (await ask(http.app, agent, { method: 'POST', url: '/api/v1/contacts', payload: fields })).json<Contact>();
const find = async (q: string) =>
  (await ask(http.app, agent, { url: `/api/v1/contacts?${new URLSearchParams({ q })}` }))
    .json<{ contacts: Contact[] }>()
    .contacts.map((contact) => contact.lastName);

describe('contacts', () => {
  it('are found by their number in any format, by parts of it, by email, and by names in any order', async () => {
    await create({
      firstName: 'Mario',
      lastName: 'Rossi',
      phone: '0452224600',
      email: 'Mario.Rossi@example.com',
      company: 'Ferramenta 100% Ferro',
    });
    await create({ firstName: 'Anna', lastName: 'Bianchi', phone: '+39 333 1234567' });
    await create({ firstName: 'No', lastName: 'Number', phone: 'ask reception' });
    for (const number of ['045 2224600', '+390452224600', '0039045-2224600', '2224600', '222 46', '(045) 2224600'])
      expect(await find(number), number).toEqual(['Rossi']);
    for (const text of ['rossi', 'ROSSI mario', 'mario rossi', 'mario.rossi@EXAMPLE', 'ferro', '100%'])
      expect(await find(text), text).toEqual(['Rossi']);
    expect(await find('333 1234567')).toEqual(['Bianchi']);
    for (const text of ['%', '_', 'rossi bianchi', "' or 1=1 --", '\\']) expect(await find(text === '%' ? '%%' : text), text).toEqual([]);
    expect(await find('')).toHaveLength(3);
  });

  it('keep what a change does not name', async () => {
    const { id, ...made } = await create({ firstName: 'Mario', lastName: 'Rossi', phone: '0452224600' });
    const changed = (
      await ask(http.app, agent, { method: 'PATCH', url: `/api/v1/contacts/${id}`, payload: { notes: 'calls in the morning' } })
    ).json<Contact>();
    expect(changed).toEqual({ ...made, id, notes: 'calls in the morning', updatedAt: expect.any(Number) });
    const renumbered = (
      await ask(http.app, agent, { method: 'PATCH', url: `/api/v1/contacts/${id}`, payload: { phone: '333 1234567' } })
    ).json<Contact>();
    expect(renumbered).toMatchObject({ phone: '333 1234567', phoneE164: '+393331234567' });
    expect((await ask(http.app, agent, { url: `/api/v1/contacts/${id}` })).json()).toEqual(renumbered);
    const unknown = await ask(http.app, agent, { method: 'PATCH', url: '/api/v1/contacts/nobody', payload: { notes: 'x' } });
    expect(unknown.json()).toMatchObject({ code: 'contact.unknown' });
  });

  it('match by number before email, and the oldest of several', async () => {
    const first = await create({ lastName: 'First', phone: '0452224600', email: 'one@example.com' });
    await create({ lastName: 'Second', phone: '045 222 4600', email: 'two@example.com' });
    expect((await http.contacts.match({ phone: '+39 045 2224600', email: 'two@example.com' }))?.id).toBe(first.id);
    expect((await http.contacts.match({ phone: 'none', email: ' TWO@example.com ' }))?.lastName).toBe('Second');
    expect(await http.contacts.match({ phone: '', email: '' })).toBeNull();
    expect(await http.contacts.match({ phone: '0452224601' })).toBeNull();
  });

  it('hold what people type, as they typed it', async () => {
    const hostile = { firstName: '<script>alert(1)</script>', lastName: "O'Brien; drop table contacts", company: '🧡 \\ "quotes"' };
    expect(await create(hostile)).toMatchObject(hostile);
  });
});
