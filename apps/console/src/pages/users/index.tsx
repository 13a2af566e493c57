import { IconUsers } from '@tabler/icons-react';
import { api } from '../../api/api.ts';
import type { ConsolePage } from '../../registry.ts';
import { UserEditor } from './editor.tsx';
import { UserTable } from './list.tsx';

export const usersPage: ConsolePage = {
  id: 'users',
  group: 'people',
  icon: IconUsers,
  roles: ['admin'],
  show: ([id]) => (id === undefined ? <UserTable /> : <UserEditor id={id} />),
  things: async () => (await api.users.list()).map(({ id, name, username }) => ({ name, also: username, to: `/users/${id}` })),
};
