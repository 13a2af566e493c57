import { IconHeadset } from '@tabler/icons-react';
import { api } from '../../api/api.ts';
import type { ConsolePage } from '../../registry.ts';
import { ServiceEditor } from './editor.tsx';
import { ServiceTable } from './list.tsx';

export const servicesPage: ConsolePage = {
  id: 'services',
  group: 'services',
  icon: IconHeadset,
  roles: ['admin'],
  show: ([code]) => (code === undefined ? <ServiceTable /> : <ServiceEditor code={code} />),
  things: async () => (await api.services.list()).map(({ code, name }) => ({ name, also: code, to: `/services/${code}` })),
};
