import type { AgentSkill, User } from '@centralino/protocol';
import { CreateUserBody, Role, type Profile, type Skillset } from '@centralino/protocol';
import { Banner, useStore } from '@centralino/ui';
import { Button } from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { z } from 'zod';
import { api } from '../../api/api.ts';
import { alsoCheck } from '../../kit/checks.ts';
import { ChecksField } from '../../kit/choices.tsx';
import { EditorPage, Section } from '../../kit/editor-page.tsx';
import { NullableSelectField, SecretField, SwitchField, TextField } from '../../kit/fields.tsx';
import { useFormOf } from '../../kit/form.ts';
import { useLoad } from '../../kit/load.tsx';
import { MatrixField } from '../../kit/matrix.tsx';
import { ThingPage } from '../../kit/thing-page.tsx';
import { fresh } from '../../registry.ts';
import { navigate } from '../../router.ts';
import { session } from '../../session.ts';
import { userRemoval } from './list.tsx';
import { strengthOf } from './strength.ts';
import styles from './strength.module.css';

const notIn = '-';
const isIn = 'in';
/** What everybody gets who is put in: levels are not asked for until distribution knows what to do with them. */
const usualLevel = 5;
const Edited = CreateUserBody.extend({
  id: z.string(),
  enabled: z.boolean(),
  password: z.string().max(200),
  levels: z.record(z.string(), z.object({ level: z.string() })),
});
type Edited = z.infer<typeof Edited>;

const editedOf = (user: User): Edited => ({
  ...user,
  password: '',
  levels: Object.fromEntries(user.skills.map(({ skillset }) => [skillset, { level: isIn }])),
});

/** Levels that were given by other ways stay. */
const skillsOf = (levels: Edited['levels'], before: readonly AgentSkill[]): AgentSkill[] =>
  Object.entries(levels)
    .filter(([, { level }]) => level !== notIn)
    .map(([skillset]) => before.find((one) => one.skillset === skillset) ?? { skillset, level: usualLevel });

export function UserEditor({ id }: { id: string }): ReactNode {
  const loaded = useLoad('user', async () => {
    const [users, skillsets, profiles] = await Promise.all([api.users.list(), api.skillsets.list(), api.profiles.list()]);
    return { users, skillsets, profiles };
  });
  return (
    <ThingPage
      loaded={loaded}
      id={id}
      find={({ users }) => users.find((one) => one.id === id)}
      blank={({ skillsets }): User => ({
        id: '',
        username: '',
        name: '',
        roles: ['agent'],
        enabled: true,
        profile: null,
        // Most begin with one skillset: then a new agent is in it already.
        skills: skillsets.length === 1 ? skillsets.map(({ code }) => ({ skillset: code, level: usualLevel })) : [],
      })}
      listPath="/users"
    >
      {(user, isNew, data) => <Editor user={user} isNew={isNew} {...data} />}
    </ThingPage>
  );
}

type Data = { user: User; isNew: boolean; users: User[]; skillsets: Skillset[]; profiles: Profile[] };

function Editor({ user, isNew, users, skillsets, profiles }: Data): ReactNode {
  const t = useTranslations('users');
  const kit = useTranslations('kit');
  const me = useStore(session);
  const [initial] = useState(() => editedOf(user));
  const isLastAdmin =
    user.enabled && user.roles.includes('admin') && !users.some((one) => one.id !== user.id && one.enabled && one.roles.includes('admin'));
  const check = useMemo(
    (): z.ZodType =>
      alsoCheck(Edited, ({ username, password, roles, enabled }): Record<string, string> => {
        const strength = strengthOf(password, username);
        return {
          ...(isNew && users.some((one) => one.username.toLowerCase() === username.toLowerCase()) ? { username: 'exists' } : {}),
          ...(isNew && strength === 'none' ? { password: 'required' } : {}),
          ...(strength === 'weak' ? { password: 'weakPassword' } : {}),
          ...(isLastAdmin && !roles.includes('admin') ? { roles: 'lastAdmin' } : {}),
          ...(isLastAdmin && !enabled ? { enabled: 'lastAdmin' } : {}),
        };
      }),
    [isNew, users, isLastAdmin],
  );
  const save = async ({ id, username, name, password, roles, enabled, profile, autoAnswer = false, levels }: Edited): Promise<Edited> => {
    const skills = skillsOf(levels, user.skills);
    if (isNew) {
      const made = await api.users.create({ username, name, password, roles, profile, skills, autoAnswer });
      return editedOf(enabled ? made : await api.users.update(made.id, { enabled }));
    }
    return editedOf(
      await api.users.update(id, { name, roles, enabled, profile, skills, autoAnswer, ...(password === '' ? {} : { password }) }),
    );
  };
  const itsMe = me.kind === 'signedIn' && me.user.id === user.id;
  return (
    <EditorPage<Edited>
      title={isNew ? t('newTitle') : itsMe ? `${user.name} (${t('you')})` : user.name}
      back={{ to: '/users', label: t('menu') }}
      initial={initial}
      isNew={isNew}
      check={check}
      save={save}
      pathOf={({ id }) => `/users/${id}`}
      {...(isLastAdmin ? {} : { removal: userRemoval(user) })}
    >
      {({ value }) => (
        <>
          {isLastAdmin && <Banner tone="info">{t('lastAdmin')}</Banner>}
          <Section title={t('basics')}>
            <TextField name="name" label={kit('name')} help={t('nameHelp')} />
            <TextField name="username" label={t('username')} help={t('usernameHelp')} mono disabled={!isNew} />
            <ChecksField
              name="roles"
              label={t('roles')}
              help={t('rolesHelp')}
              options={Role.options.map((role) => ({ value: role, label: kit(`roles.${role}`) }))}
            />
            <SwitchField name="enabled" label={t('enabled')} help={t('enabledHelp')} />
            <Password isNew={isNew} />
          </Section>
          {value.roles.includes('agent') && (
            <Section title={t('skills')} text={t('skillsText')}>
              {skillsets.length === 0 ? (
                <div>
                  <p>{t('noSkillsets')}</p>
                  <Button variant="default" onClick={() => navigate(`/skillsets/${fresh}`)}>
                    {t('addSkillset')}
                  </Button>
                </div>
              ) : (
                <MatrixField
                  name="levels"
                  label={t('skills')}
                  rowsLabel={t('skillsets')}
                  rows={skillsets.map(({ code, name }) => ({ key: code, label: name }))}
                  columns={[{ key: 'level', label: t('level') }]}
                  otherwise={notIn}
                  choices={[
                    { value: notIn, label: '–' },
                    { value: isIn, label: t('isIn') },
                  ]}
                  cellLabel={(row) => t('levelOf', { name: row.label })}
                />
              )}
              <SwitchField name="autoAnswer" label={t('autoAnswer')} help={t('autoAnswerHelp')} />
              <NullableSelectField
                name="profile"
                label={t('profile')}
                help={t('profileHelp')}
                none={t('noProfile')}
                options={profiles.map(({ code, name }) => ({ value: code, label: name }))}
              />
            </Section>
          )}
        </>
      )}
    </EditorPage>
  );
}

function Password({ isNew }: { isNew: boolean }): ReactNode {
  const t = useTranslations('users');
  const form = useFormOf<Edited>();
  const [visible, setVisible] = useState(false);
  const strength = strengthOf(form.value.password, form.value.username);
  const filled = ['none', 'weak', 'fair', 'good', 'strong'].indexOf(strength);
  return (
    <div>
      <SecretField
        name="password"
        label={t(isNew ? 'passwordNew' : 'passwordChange')}
        help={isNew ? t('passwordHelp') : t('passwordKeep')}
        visible={visible}
        onVisible={setVisible}
      />
      {strength !== 'none' && (
        <div className={styles.strength}>
          <span className={styles.bars} aria-hidden>
            {[1, 2, 3, 4].map((bar) => (
              <span key={bar} className={`${styles.bar} ${bar <= filled ? styles[strength] : ''}`} />
            ))}
          </span>
          <span role="status" aria-label={t('strengthLabel')}>
            {t(`strength.${strength}`)}
          </span>
        </div>
      )}
    </div>
  );
}
