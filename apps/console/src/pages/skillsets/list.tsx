import type { ServiceConfig, Skillset, User } from '@centralino/protocol';
import { IconStars } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { api } from '../../api/api.ts';
import { Chips, CodeWord } from '../../kit/badge.tsx';
import { ListPage } from '../../kit/list-page.tsx';
import { useLoad } from '../../kit/load.tsx';

export interface SkillsetUse {
  skillset: Skillset;
  services: ServiceConfig[];
  users: User[];
}

/** All skillsets with who uses them. */
export async function loadUse(): Promise<{ uses: SkillsetUse[]; users: User[] }> {
  const [skillsets, services, users] = await Promise.all([api.skillsets.list(), api.services.list(), api.users.list()]);
  const uses = skillsets.map((skillset) => ({
    skillset,
    services: services.filter((service) => service.skillsets.includes(skillset.code)),
    users: users.filter((user) => user.skills.some((skill) => skill.skillset === skillset.code)),
  }));
  return { uses, users };
}

export function SkillsetTable(): ReactNode {
  const t = useTranslations('skillsets');
  const kit = useTranslations('kit');
  const loaded = useLoad('skillsets', async () => (await loadUse()).uses);
  return (
    <ListPage
      title={t('menu')}
      intro={t('intro')}
      icon={IconStars}
      path="/skillsets"
      loaded={loaded}
      keyOf={({ skillset }) => skillset.code}
      nameOf={({ skillset }) => skillset.name}
      add={t('add')}
      empty={{ title: t('emptyTitle'), text: t('emptyText') }}
      columns={[
        { label: kit('code'), show: ({ skillset }) => <CodeWord>{skillset.code}</CodeWord> },
        { label: t('services'), show: ({ services }) => <Chips words={services.map(({ name }) => name)} /> },
        { label: t('agents'), show: ({ users }) => users.length },
      ]}
      remove={({ skillset }) => ({
        name: skillset.name,
        remove: () => api.skillsets.remove(skillset.code),
        restore: () => api.skillsets.put(skillset),
      })}
    />
  );
}
