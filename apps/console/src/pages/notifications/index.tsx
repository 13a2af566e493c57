import { IconBroadcast } from '@tabler/icons-react';
import { notifications } from '../../api/integrations.ts';
import type { ConsolePage } from '../../registry.ts';
import { RecordEditor } from './editor.tsx';
import { RecordTable } from './list.tsx';

export const notificationsPage: ConsolePage = {
  id: 'notifications',
  group: 'integrations',
  icon: IconBroadcast,
  roles: ['admin'],
  show: ([id]) => (id === undefined ? <RecordTable /> : <RecordEditor id={id} />),
  things: async () => (await notifications.list()).map(({ id, name, uri }) => ({ name, also: uri, to: `/notifications/${id}` })),
};
