import { contactNameOf } from '@centralino/protocol';
import { IconAddressBook } from '@tabler/icons-react';
import type { ConsolePage } from '../../registry.ts';
import { rest } from '../../session.ts';
import { ContactEditor } from './editor.tsx';
import { ContactTable } from './list.tsx';

export const contactsPage: ConsolePage = {
  id: 'contacts',
  group: 'people',
  icon: IconAddressBook,
  roles: ['admin'],
  show: ([id]) => (id === undefined ? <ContactTable /> : <ContactEditor id={id} />),
  // The first hundred only: this page's own search finds the others.
  things: async () =>
    (await rest.contacts.search('', 100)).map((contact) => ({
      name: contactNameOf(contact),
      also: [contact.company, ...contact.tel.map(({ value }) => value), ...contact.mail.map(({ value }) => value)].join(' '),
      to: `/contacts/${contact.id}`,
    })),
};
