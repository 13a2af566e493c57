import { Profile } from '@centralino/protocol';
import { IconIdBadge2 } from '@tabler/icons-react';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { api } from '../../api/api.ts';
import { CodeWord } from '../../kit/badge.tsx';
import { alsoCheck } from '../../kit/checks.ts';
import { EditorPage, Section } from '../../kit/editor-page.tsx';
import { TextField } from '../../kit/fields.tsx';
import { KeyField } from '../../kit/key-field.tsx';
import { ListPage } from '../../kit/list-page.tsx';
import { useLoad } from '../../kit/load.tsx';
import { ThingPage } from '../../kit/thing-page.tsx';
import type { ConsolePage } from '../../registry.ts';

export const profilesPage: ConsolePage = {
  id: 'profiles',
  group: 'people',
  icon: IconIdBadge2,
  roles: ['admin'],
  show: ([code]) => (code === undefined ? <ProfileTable /> : <ProfileEditor code={code} />),
  things: async () => (await api.profiles.list()).map(({ code, name }) => ({ name, also: code, to: `/profiles/${code}` })),
};

const removalOf = (profile: Profile) => ({
  name: profile.name,
  remove: () => api.profiles.remove(profile.code),
  restore: () => api.profiles.put(profile),
});

function ProfileTable(): ReactNode {
  const t = useTranslations('profiles');
  const kit = useTranslations('kit');
  const loaded = useLoad('profiles', async () => {
    const [profiles, users] = await Promise.all([api.profiles.list(), api.users.list()]);
    return profiles.map((profile) => ({ profile, users: users.filter((user) => user.profile === profile.code).length }));
  });
  return (
    <ListPage
      title={t('menu')}
      intro={t('intro')}
      icon={IconIdBadge2}
      path="/profiles"
      loaded={loaded}
      keyOf={({ profile }) => profile.code}
      nameOf={({ profile }) => profile.name}
      add={t('add')}
      empty={{ title: t('emptyTitle'), text: t('emptyText') }}
      columns={[
        { label: kit('code'), show: ({ profile }) => <CodeWord>{profile.code}</CodeWord> },
        { label: t('users'), show: ({ users }) => users },
      ]}
      remove={({ profile }) => removalOf(profile)}
    />
  );
}

function ProfileEditor({ code }: { code: string }): ReactNode {
  const loaded = useLoad('profile', api.profiles.list);
  return (
    <ThingPage
      loaded={loaded}
      id={code}
      find={(all) => all.find((one) => one.code === code)}
      blank={() => ({ code: '', name: '' })}
      listPath="/profiles"
    >
      {(profile, isNew, all) => <Editor profile={profile} isNew={isNew} all={all} />}
    </ThingPage>
  );
}

function Editor({ profile, isNew, all }: { profile: Profile; isNew: boolean; all: Profile[] }): ReactNode {
  const t = useTranslations('profiles');
  const kit = useTranslations('kit');
  const [initial] = useState(profile);
  const taken = useMemo(() => (isNew ? all.map((one) => one.code) : []), [isNew, all]);
  const check = useMemo(
    () => alsoCheck(Profile, (value): Record<string, string> => (taken.includes(value.code) ? { code: 'exists' } : {})),
    [taken],
  );
  return (
    <EditorPage<Profile>
      title={isNew ? t('newTitle') : profile.name}
      back={{ to: '/profiles', label: t('menu') }}
      initial={initial}
      isNew={isNew}
      check={check}
      save={api.profiles.put}
      pathOf={(saved) => `/profiles/${saved.code}`}
      removal={removalOf(profile)}
    >
      {() => (
        <Section title={t('basics')}>
          <TextField name="name" label={kit('name')} help={t('nameHelp')} />
          <KeyField name="code" from="name" isNew={isNew} taken={taken} />
        </Section>
      )}
    </EditorPage>
  );
}
