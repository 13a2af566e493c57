import { Skillset, type User } from '@centralino/protocol';
import { Button } from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { z } from 'zod';
import { api } from '../../api/api.ts';
import { Chips } from '../../kit/badge.tsx';
import { alsoCheck } from '../../kit/checks.ts';
import { EditorPage, Section } from '../../kit/editor-page.tsx';
import { TextField } from '../../kit/fields.tsx';
import { KeyField } from '../../kit/key-field.tsx';
import { useLoad } from '../../kit/load.tsx';
import { MatrixField } from '../../kit/matrix.tsx';
import { ThingPage } from '../../kit/thing-page.tsx';
import { fresh } from '../../registry.ts';
import { navigate } from '../../router.ts';
import { loadUse, type SkillsetUse } from './list.tsx';

const notIn = '-';
const isIn = 'in';
/** What everybody gets who is put in: levels are not asked for until distribution knows what to do with them. */
const usualLevel = 5;
const Edited = Skillset.extend({ levels: z.record(z.string(), z.object({ level: z.string() })) });
type Edited = z.infer<typeof Edited>;

export function SkillsetEditor({ code }: { code: string }): ReactNode {
  const loaded = useLoad('skillset', loadUse);
  return (
    <ThingPage
      loaded={loaded}
      id={code}
      find={({ uses }) => uses.find(({ skillset }) => skillset.code === code)}
      edited={({ skillset, users }) => [skillset, users.map((user) => [user.id, memberOf(user, skillset.code)])]}
      blank={(): SkillsetUse => ({ skillset: { code: '', name: '' }, services: [], users: [] })}
      listPath="/skillsets"
    >
      {(use, isNew, { uses, users }) => (
        <Editor
          use={use}
          isNew={isNew}
          codes={uses.map(({ skillset }) => skillset.code)}
          agents={users.filter(({ roles }) => roles.includes('agent'))}
        />
      )}
    </ThingPage>
  );
}

const levelOf = (user: User, code: string): number | undefined => user.skills.find(({ skillset }) => skillset === code)?.level;
const memberOf = (user: User, code: string): string => (levelOf(user, code) === undefined ? notIn : isIn);

/** Saves the skillset, then those agents who belong to it or no longer do. Levels that were given by other ways stay. */
async function save({ levels, ...skillset }: Edited, agents: User[]): Promise<Edited> {
  await api.skillsets.put(skillset);
  for (const user of agents) {
    const level = levels[user.id]?.level ?? notIn;
    if (level === memberOf(user, skillset.code)) continue;
    const others = user.skills.filter((skill) => skill.skillset !== skillset.code);
    await api.users.update(user.id, {
      skills: level === notIn ? others : [...others, { skillset: skillset.code, level: usualLevel }],
    });
  }
  return { ...skillset, levels };
}

function Editor({ use, isNew, codes, agents }: { use: SkillsetUse; isNew: boolean; codes: string[]; agents: User[] }): ReactNode {
  const t = useTranslations('skillsets');
  const kit = useTranslations('kit');
  const { skillset } = use;
  const taken = useMemo(() => (isNew ? codes : []), [isNew, codes]);
  const check = useMemo(
    (): z.ZodType => alsoCheck(Edited, ({ code }): Record<string, string> => (taken.includes(code) ? { code: 'exists' } : {})),
    [taken],
  );
  const [initial] = useState<Edited>(() => ({
    ...skillset,
    levels: Object.fromEntries(agents.map((user) => [user.id, { level: memberOf(user, skillset.code) }])),
  }));
  return (
    <EditorPage<Edited>
      title={isNew ? t('newTitle') : skillset.name}
      back={{ to: '/skillsets', label: t('menu') }}
      initial={initial}
      isNew={isNew}
      check={check}
      save={(value) => save(value, agents)}
      pathOf={({ code }) => `/skillsets/${code}`}
      removal={{ name: skillset.name, remove: () => api.skillsets.remove(skillset.code), restore: () => api.skillsets.put(skillset) }}
    >
      {() => (
        <>
          <Section title={t('basics')}>
            <TextField name="name" label={kit('name')} help={t('nameHelp')} />
            <KeyField name="code" from="name" isNew={isNew} taken={taken} />
          </Section>
          <Section title={t('levels')} text={t('levelsText')}>
            {agents.length === 0 ? (
              <div>
                <p>{t('noAgents')}</p>
                <Button variant="default" onClick={() => navigate(`/users/${fresh}`)}>
                  {t('addAgent')}
                </Button>
              </div>
            ) : (
              <MatrixField
                name="levels"
                label={t('levels')}
                rowsLabel={t('agents')}
                rows={agents.map(({ id, name }) => ({ key: id, label: name }))}
                columns={[{ key: 'level', label: t('levelColumn') }]}
                otherwise={notIn}
                choices={[
                  { value: notIn, label: t('notIn') },
                  { value: isIn, label: t('isIn') },
                ]}
                cellLabel={(row) => t('level', { name: row.label })}
              />
            )}
          </Section>
          {!isNew && (
            <Section title={t('usage')} text={t('usageText')}>
              {use.services.length === 0 && use.users.length === 0 ? (
                <span>{t('nowhere')}</span>
              ) : (
                <Chips words={[...use.services, ...use.users].map(({ name }) => name)} />
              )}
            </Section>
          )}
        </>
      )}
    </EditorPage>
  );
}
