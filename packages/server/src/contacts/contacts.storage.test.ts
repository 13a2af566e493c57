import type { Contact, CreateContactBody, DuplicateList } from '@centralino/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, openTestHttp, type SignedIn, type TestHttp } from '../http/testing.ts';

let http: TestHttp;
let agent: SignedIn;
let admin: SignedIn;
beforeAll(async () => {
  http = await openTestHttp();
  await http.app.ready();
  agent = await http.signIn('andy', ['agent']);
  admin = await http.signIn('boss', ['admin']);
});
afterAll(() => http.close());

const main = (value: string): Pick<CreateContactBody, 'tel'> => ({ tel: [{ value, type: 'MAIN' }] });
const mail = (value: string): Pick<CreateContactBody, 'mail'> => ({ mail: [{ value, type: 'INTERNET_WORK' }] });
const send = (who: SignedIn, method: 'POST' | 'PATCH' | 'PUT' | 'DELETE', url: string, payload: object = {}) =>
  ask(http.app, who, { method, url: `/api/v1${url}`, payload });
const create = async (fields: CreateContactBody) => (await send(agent, 'POST', '/contacts', fields)).json<Contact>();
const find = async (q: string, who = agent) =>
  (await ask(http.app, who, { url: `/api/v1/contacts?${new URLSearchParams({ q })}` }))
    .json<{ contacts: Contact[] }>()
    .contacts.map((contact) => contact.lastName);

describe('contacts', () => {
  it('are found by their number in any format, by parts of it, by email, and by beginnings of words in any order', async () => {
    await create({
      firstName: 'Mario',
      lastName: 'Rossi',
      company: 'Caffè Ferro 100%',
      ...main('0452224600'),
      ...mail('Mario.Rossi@example.com'),
    });
    await create({
      firstName: 'Anna',
      lastName: 'Bianchi',
      tel: [
        { value: 'ask reception', type: 'WORK' },
        { value: '+39 333 1234567', type: 'CELL' },
      ],
    });
    await create({ firstName: 'Zoë', lastName: 'Smith', ...main('020 7946 0018'), kind: 'individual' });
    await create({ firstName: 'Abroad', lastName: 'Jones', ...main('+44 20 7946 0018') });
    for (const number of ['045 2224600', '+390452224600', '0039045-2224600', '2224600', '222 46', '(045) 2224600', '24600'])
      expect(await find(number), number).toEqual(['Rossi']);
    for (const text of ['rossi', 'ROSSI mario', 'mar ros', 'mario.rossi@EXAMPLE', 'caffe', '100% ferro'])
      expect(await find(text), text).toEqual(['Rossi']);
    expect(await find('333 1234567')).toEqual(['Bianchi']);
    expect(await find('zoe')).toEqual(['Smith']);
    expect(await find('0044 20 7946 0018')).toEqual(['Jones']);
    for (const text of ['%', '_', 'rossi bianchi', "'", '\\', '!:*&|', '<->']) expect(await find(text), text).toEqual([]);
    expect(await find("' or 1=1 --")).toEqual([]);
    expect(await find('')).toEqual(['Bianchi', 'Jones', 'Rossi', 'Smith']);
  });

  it('keep what a change does not name, and ids of numbers; who was slower hears so', async () => {
    const { id, ...made } = await create({ firstName: 'Keep', lastName: 'Me', ...main('045 1111111') });
    expect(made.tel).toEqual([{ id: 't1', value: '045 1111111', type: 'MAIN', e164: '+390451111111' }]);
    const changed = (
      await send(agent, 'PATCH', `/contacts/${id}`, { notes: 'calls in the morning', updatedAt: made.updatedAt })
    ).json<Contact>();
    expect(changed).toEqual({ ...made, id, notes: 'calls in the morning', updatedAt: expect.any(Number) });
    expect((await send(agent, 'PATCH', `/contacts/${id}`, { notes: 'late', updatedAt: made.updatedAt })).json()).toMatchObject({
      code: 'contact.changed',
    });
    const tel = [{ value: '333 1234000', type: 'CELL' }, ...changed.tel.map(({ id: own, value, type }) => ({ id: own, value, type }))];
    const renumbered = (await send(agent, 'PATCH', `/contacts/${id}`, { tel })).json<Contact>();
    expect(renumbered.tel.map((one) => [one.id, one.e164])).toEqual([
      ['t2', '+393331234000'],
      ['t1', '+390451111111'],
    ]);
    expect((await ask(http.app, agent, { url: `/api/v1/contacts/${id}` })).json()).toEqual(renumbered);
    expect((await send(agent, 'PATCH', '/contacts/nobody', { notes: 'x' })).json()).toMatchObject({ code: 'contact.unknown' });
    for (const bad of [
      { tel: Array.from({ length: 11 }, () => tel[0]) },
      { web: [{ value: 'javascript:alert(1)', type: 'WORK' }] },
      { kind: 'robot' },
    ])
      expect((await send(agent, 'PATCH', `/contacts/${id}`, bad)).json()).toMatchObject({ code: 'request.invalid' });
  });

  it('hold what people type, as they typed it', async () => {
    const hostile = {
      firstName: '<script>alert(1)</script>',
      lastName: "O'Brien; drop table contacts",
      company: '🧡 \\ "quotes"',
      custom: ["'", '{}'],
    };
    expect(await create(hostile)).toMatchObject(hostile);
  });

  it('of a service’s book are its agents’ only, and fit callers of the service before everybody’s', async () => {
    const skills = [{ skillset: 'sales', level: 1 }];
    await send(admin, 'PUT', '/skillsets/sales', { name: 'Sales' });
    const service = { name: 'Sales', channels: ['webcall'], skillsets: ['sales'] };
    expect((await send(admin, 'PUT', '/services/sales', service)).statusCode).toBe(200);
    expect((await send(admin, 'PUT', '/address-books/vips', { name: 'VIPs', services: ['none'] })).json()).toMatchObject({
      code: 'service.unknown',
    });
    expect((await send(admin, 'PUT', '/address-books/vips', { name: 'VIPs', services: ['sales'] })).statusCode).toBe(200);
    const seller = await http.signIn('sara', ['agent']);
    expect((await send(seller, 'POST', '/contacts', { bookId: 'vips', lastName: 'Secret' })).json()).toMatchObject({
      code: 'book.unknown',
    });
    await send(admin, 'PATCH', `/users/${seller.id}`, { skills });
    const secret = (
      await send(seller, 'POST', '/contacts', { bookId: 'vips', lastName: 'Secret', ...main('045 7777777') })
    ).json<Contact>();
    const open = await create({ lastName: 'Open', ...main('045 7777777') });
    expect(await find('0457777777', seller)).toEqual(['Open', 'Secret']);
    expect(await find('0457777777')).toEqual(['Open']);
    expect((await ask(http.app, agent, { url: `/api/v1/contacts/${secret.id}` })).json()).toMatchObject({ code: 'contact.unknown' });
    expect((await http.contacts.candidates({ phone: '+39 0457777777' }, 'sales')).map(({ id }) => id)).toEqual([secret.id]);
    expect((await http.contacts.candidates({ phone: '+39 0457777777' }, 'other')).map(({ id }) => id)).toEqual([open.id]);
    expect((await send(admin, 'DELETE', '/address-books/vips')).json()).toMatchObject({ code: 'book.inUse' });
    expect((await send(admin, 'DELETE', '/address-books/main')).json()).toMatchObject({ code: 'book.reserved' });
  });

  it('fit a caller by number before email; of several with the number, who has the email too', async () => {
    const first = await create({ lastName: 'First', ...main('045 2220001'), ...mail('one@example.com') });
    const second = await create({ lastName: 'Second', ...main('0452220001'), ...mail('two@example.com') });
    const who = async (phone: string, email = '') => (await http.contacts.candidates({ phone, email })).map(({ id }) => id);
    expect(await who('+39 045 2220001')).toEqual([first.id, second.id]);
    expect(await who('+39 045 2220001', ' TWO@example.com ')).toEqual([second.id]);
    expect(await who('none', 'one@example.com')).toEqual([first.id]);
    expect(await who('', '')).toEqual([]);
  });

  it('fit a number that nobody can dial from here by its digits, and an address however its domain is written', async () => {
    const [inner, odd] = [await create({ lastName: 'Inner', ...main('201') }), await create({ lastName: 'Odd', ...main('098 765.4321') })];
    const abroad = await create({ lastName: 'Abroad2', ...mail('Mario@EXÄMPLE.it') });
    const who = async (phone: string, email = '') => (await http.contacts.candidates({ phone, email })).map(({ id }) => id);
    expect(await who('\u202D2-0-1\u202C')).toEqual([inner.id]);
    expect(await who('0987654321')).toEqual([odd.id]);
    expect(await who('٠٩٨٧٦٥٤٣٢١')).toEqual([odd.id]);
    expect(await who('987654321')).toEqual([]);
    expect(await who('', 'mario@xn--exmple-cua.it')).toEqual([abroad.id]);
  });

  it('behind one switchboard stay apart by their extensions', async () => {
    const five = await create({ lastName: 'Five', ...main('+39 045 8000050 interno 5') });
    const six = await create({ lastName: 'Six', ...main('045 8000050/6') });
    expect(five.tel[0]).toMatchObject({ e164: '+390458000050', extension: '5' });
    const who = async (phone: string) => (await http.contacts.candidates({ phone })).map(({ id }) => id);
    expect(await who('045 8000050 ext. 5')).toEqual([five.id]);
    expect(await who('045 8000050 x6')).toEqual([six.id]);
    expect(await who('045 8000050')).toEqual([five.id, six.id]);
    expect(await who('045 8000050 int. 7')).toEqual([]);
    const { groups } = (await ask(http.app, admin, { url: '/api/v1/contacts/duplicates' })).json<DuplicateList>();
    expect(groups.some(({ contacts }) => contacts.some(({ id }) => id === five.id))).toBe(false);
    expect(await find('0458000050')).toEqual(['Five', 'Six']);
  });

  it('that are the same are found, merged into one with what both know, and taken apart again', async () => {
    const one = await create({ firstName: 'Dora', lastName: 'Doppia', ...main('045 3333333') });
    const two = await create({
      lastName: 'D.',
      company: 'Acme',
      tel: [
        { value: '0039 045 3333333', type: 'WORK' },
        { value: '333 9999999', type: 'CELL' },
      ],
    });
    const { groups } = (await ask(http.app, admin, { url: '/api/v1/contacts/duplicates' })).json<DuplicateList>();
    expect(groups.find(({ contacts }) => contacts.some(({ id }) => id === one.id))).toMatchObject({
      reason: 'number',
      contacts: [{ id: one.id }, { id: two.id }],
    });
    const merge = (await send(admin, 'POST', `/contacts/${one.id}/merge`, { other: two.id, fields: { company: 'Acme Srl' } })).json<{
      id: string;
      contact: Contact;
    }>();
    expect(merge.contact).toMatchObject({ firstName: 'Dora', company: 'Acme Srl' });
    expect(merge.contact.tel.map(({ e164 }) => e164)).toEqual(['+390453333333', '+393339999999']);
    expect((await ask(http.app, agent, { url: `/api/v1/contacts/${two.id}` })).json()).toMatchObject({ id: one.id });
    expect(await find('doppia')).toEqual(['Doppia']);
    expect(await find('3339999999')).toEqual(['Doppia']);
    expect(await http.contacts.idsOf(one.id)).toEqual([one.id, two.id]);
    expect((await send(admin, 'POST', `/contacts/${one.id}/merge`, { other: two.id })).json()).toMatchObject({ code: 'contact.unknown' });
    const back = (await send(admin, 'DELETE', `/contact-merges/${merge.id}`)).json<Contact>();
    expect(back).toEqual({ ...one, updatedAt: expect.any(Number) });
    expect((await ask(http.app, agent, { url: `/api/v1/contacts/${two.id}` })).json()).toEqual(two);
    expect((await send(admin, 'DELETE', `/contact-merges/${merge.id}`)).json()).toMatchObject({ code: 'contact.unknown' });
  });
});
