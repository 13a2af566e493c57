import { IconBook2 } from '@tabler/icons-react';
import { api } from '../../api/api.ts';
import type { ConsolePage } from '../../registry.ts';
import { AddressBookEditor } from './editor.tsx';
import { AddressBookTable } from './list.tsx';

export const addressBooksPage: ConsolePage = {
  id: 'addressBooks',
  group: 'people',
  icon: IconBook2,
  roles: ['admin'],
  show: ([id]) => (id === undefined ? <AddressBookTable /> : <AddressBookEditor id={id} />),
  things: async () => (await api.books.list()).map(({ id, name }) => ({ name, also: id, to: `/addressBooks/${id}` })),
};
