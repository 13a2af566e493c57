import { IconStars } from '@tabler/icons-react';
import { api } from '../../api/api.ts';
import type { ConsolePage } from '../../registry.ts';
import { SkillsetEditor } from './editor.tsx';
import { SkillsetTable } from './list.tsx';

export const skillsetsPage: ConsolePage = {
  id: 'skillsets',
  group: 'people',
  icon: IconStars,
  roles: ['admin'],
  show: ([code]) => (code === undefined ? <SkillsetTable /> : <SkillsetEditor code={code} />),
  things: async () => (await api.skillsets.list()).map(({ code, name }) => ({ name, also: code, to: `/skillsets/${code}` })),
};
