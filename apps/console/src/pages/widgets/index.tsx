import { IconMessageCircle } from '@tabler/icons-react';
import { api } from '../../api/api.ts';
import type { ConsolePage } from '../../registry.ts';
import { WidgetEditor } from './editor.tsx';
import { WidgetTable } from './list.tsx';

export const widgetsPage: ConsolePage = {
  id: 'widgets',
  group: 'channels',
  icon: IconMessageCircle,
  roles: ['admin'],
  show: ([id]) => (id === undefined ? <WidgetTable /> : <WidgetEditor id={id} />),
  things: async () =>
    (await api.widgets.list()).map(({ id, title }) => ({ name: title.en, also: `${title.it} ${id}`, to: `/widgets/${id}` })),
};
