import type { User } from '@centralino/protocol';
import { createStore, useStore } from '@centralino/ui';
import { IconUsers } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { api } from '../../api/api.ts';
import { Chips, CodeWord, OnOff } from '../../kit/badge.tsx';
import { ListPage } from '../../kit/list-page.tsx';
import { useLoad } from '../../kit/load.tsx';
import type { Removal } from '../../kit/remove.ts';

/** Accounts that are being removed: out of use at once, gone for good only when it can't be undone any more (passwords can't be put back). */
const going = createStore<readonly string[]>([]);

/** How an account is removed so that it can be undone. */
export function userRemoval(user: User): Removal {
  const unlist = (): void => going.set((now) => now.filter((id) => id !== user.id));
  return {
    name: user.name,
    remove: async () => {
      await api.users.update(user.id, { enabled: false });
      going.set((now) => [...now, user.id]);
    },
    restore: async () => {
      unlist();
      await api.users.update(user.id, { enabled: user.enabled });
    },
    finish: async () => {
      try {
        await api.users.remove(user.id);
      } finally {
        unlist();
      }
    },
  };
}

export function UserTable(): ReactNode {
  const t = useTranslations('users');
  const kit = useTranslations('kit');
  const hidden = useStore(going);
  const loaded = useLoad('users', async () => {
    const [users, skillsets, profiles] = await Promise.all([api.users.list(), api.skillsets.list(), api.profiles.list()]);
    return users.map((user) => ({
      user,
      skills: user.skills.map(({ skillset }) => skillsets.find(({ code }) => code === skillset)?.name ?? skillset),
      profile: profiles.find(({ code }) => code === user.profile)?.name ?? '',
    }));
  });
  const shown = { ...loaded, data: loaded.data === null ? null : loaded.data.filter(({ user }) => !hidden.includes(user.id)) };
  return (
    <ListPage
      title={t('menu')}
      intro={t('intro')}
      icon={IconUsers}
      path="/users"
      loaded={shown}
      keyOf={({ user }) => user.id}
      nameOf={({ user }) => user.name}
      also={({ user }) => user.username}
      add={t('add')}
      empty={{ title: t('emptyTitle'), text: t('emptyText') }}
      columns={[
        { label: t('username'), show: ({ user }) => <CodeWord>{user.username}</CodeWord> },
        { label: t('roles'), show: ({ user }) => <Chips words={user.roles.map((role) => kit(`roles.${role}`))} /> },
        { label: t('skillsets'), show: ({ skills }) => <Chips words={skills} /> },
        { label: t('profile'), show: ({ profile }) => profile },
        { label: t('state'), show: ({ user }) => <OnOff on={user.enabled} /> },
      ]}
      remove={({ user }) => userRemoval(user)}
    />
  );
}
