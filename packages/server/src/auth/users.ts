import { CentralinoError, type AgentConfig, type AgentSkill, type CommandRequest, type Role, type User } from '@centralino/protocol';
import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { Profiles } from '../profiles/profiles.ts';
import { type Database, type Row, toJson } from '../store/database.ts';
import type { Auth } from './auth.ts';
import { checkPassword } from './password-policy.ts';
import { accountsLock } from './setup.ts';

export type NewUser = {
  username: string;
  name: string;
  password: string;
  roles: Role[];
  skills: AgentSkill[];
  profile?: string | null;
  autoAnswer?: boolean | undefined;
};
export type UserChange = Partial<{
  name: string;
  password: string;
  roles: Role[];
  skills: AgentSkill[];
  enabled: boolean;
  profile: string | null;
  autoAnswer: boolean;
}>;

/** What accounts need of the engine: agents are told to it, so that they can be routed to. */
export type AgentSink = { send(request: CommandRequest): Promise<unknown> };

/** Accounts. Each enabled agent or supervisor is also an agent of the engine; both change together or not at all. */
export class Users {
  readonly #db: Kysely<Database>;
  readonly #profiles: Profiles;
  readonly #auth: Auth;
  readonly #engine: AgentSink | null;
  readonly #now: () => number;
  readonly #allowDemoPasswords: boolean;

  /** `engine` null: no server runs (command line); the next start brings the engine up to date. */
  constructor(options: { db: Kysely<Database>; auth: Auth; engine: AgentSink | null; now?: () => number; allowDemoPasswords?: boolean }) {
    this.#db = options.db;
    this.#profiles = new Profiles(options.db);
    this.#auth = options.auth;
    this.#engine = options.engine;
    this.#now = options.now ?? Date.now;
    this.#allowDemoPasswords = options.allowDemoPasswords ?? false;
  }

  async list(): Promise<User[]> {
    return (await this.#db.selectFrom('users').selectAll().orderBy('username').execute()).map(userOf);
  }

  async byUsername(username: string): Promise<User | null> {
    const row = await this.#db
      .selectFrom('users')
      .selectAll()
      .where(sql<string>`lower(username)`, '=', username.toLowerCase())
      .executeTakeFirst();
    return row === undefined ? null : userOf(row);
  }

  async create(user: NewUser): Promise<User> {
    if (!this.#allowDemoPasswords) checkPassword(user.password, user.username);
    await this.#checkSkills(user.skills);
    await this.#profiles.check(user.profile == null ? [] : [user.profile], 'profile');
    const passwordHash = await this.#auth.hasher.hash(user.password);
    const row = {
      id: randomUUID(),
      username: user.username,
      name: user.name,
      password_hash: passwordHash,
      roles: [...new Set(user.roles)],
      enabled: true,
      skills: toJson(user.skills),
      profile: user.profile ?? null,
      auto_answer: user.autoAnswer ?? false,
      created_at: this.#now(),
    };
    return this.#db.transaction().execute(async (tx) => {
      const inserted = await tx
        .insertInto('users')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .returningAll()
        .executeTakeFirst();
      if (inserted === undefined) throw new CentralinoError('user.exists', undefined, { fields: { username: 'exists' } });
      const created = userOf(inserted);
      await this.#tellEngine(null, created);
      return created;
    });
  }

  /** Changes what is given. `bySessionId`: the session that asks stays signed in when it changes its own password. */
  async update(id: string, change: UserChange, bySessionId: string | null = null): Promise<User> {
    if (change.skills !== undefined) await this.#checkSkills(change.skills);
    await this.#profiles.check(change.profile == null ? [] : [change.profile], 'profile');
    const passwordHash = change.password === undefined ? undefined : await this.#newHash(id, change.password);
    const { before, after } = await this.#changing(id, async (tx, before) => {
      const row = await tx
        .updateTable('users')
        .set({
          ...(change.name === undefined ? {} : { name: change.name }),
          ...(change.roles === undefined ? {} : { roles: [...new Set(change.roles)] }),
          ...(change.skills === undefined ? {} : { skills: toJson(change.skills) }),
          ...(change.enabled === undefined ? {} : { enabled: change.enabled }),
          ...(change.profile === undefined ? {} : { profile: change.profile }),
          ...(change.autoAnswer === undefined ? {} : { auto_answer: change.autoAnswer }),
          ...(passwordHash === undefined ? {} : { password_hash: passwordHash }),
          id,
        })
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirstOrThrow();
      const after = userOf(row);
      await this.#checkAdminRemains(tx);
      // What signs somebody out would cut their talk: it waits until they are done, as disabling does.
      const signsOut = lostRole(before, after) || (passwordHash !== undefined && !(await isSessionOf(tx, id, bySessionId)));
      await this.#tellEngine(before, after, signsOut);
      return { before, after };
    });
    if (!after.enabled || lostRole(before, after)) await this.#auth.signOutUser(id);
    else if (passwordHash !== undefined) await this.#auth.signOutUser(id, bySessionId);
    return after;
  }

  async remove(id: string): Promise<void> {
    const sessions = await this.#auth.sessions.listOf(id);
    await this.#changing(id, async (tx, before) => {
      await tx.deleteFrom('users').where('id', '=', id).execute();
      await this.#checkAdminRemains(tx);
      await this.#tellEngine(before, null);
    });
    // The rows of the sessions went with the account; their open pages still have to be told.
    this.#auth.sessions.tellEnded(sessions);
  }

  /** Accounts that change the number of administrators go one after the other, else two of them could each leave the other as the last. */
  async #changing<T>(id: string, change: (tx: Kysely<Database>, before: User) => Promise<T>): Promise<T> {
    return this.#db.transaction().execute(async (tx) => {
      await sql`select pg_advisory_xact_lock(${accountsLock})`.execute(tx);
      const row = await tx.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst();
      if (row === undefined) throw new CentralinoError('user.unknown');
      return change(tx, userOf(row));
    });
  }

  async #newHash(id: string, password: string): Promise<string> {
    const user = await this.#db.selectFrom('users').select('username').where('id', '=', id).executeTakeFirst();
    if (user === undefined) throw new CentralinoError('user.unknown');
    checkPassword(password, user.username);
    return this.#auth.hasher.hash(password);
  }

  async #checkAdminRemains(tx: Kysely<Database>): Promise<void> {
    const { admins } = await tx
      .selectFrom('users')
      .select((count) => count.fn.countAll<number>().as('admins'))
      .where('enabled', '=', true)
      .where(sql<boolean>`'admin' = any(roles)`)
      .executeTakeFirstOrThrow();
    if (Number(admins) === 0) throw new CentralinoError('user.lastAdmin', 'make somebody else an administrator first');
  }

  async #checkSkills(skills: AgentSkill[]): Promise<void> {
    const codes = [...new Set(skills.map((skill) => skill.skillset))];
    if (codes.length === 0) return;
    const known = await this.#db.selectFrom('skillsets').select('code').where('code', 'in', codes).execute();
    const missing = codes.find((code) => !known.some((row) => row.code === code));
    if (missing !== undefined) throw new CentralinoError('skillset.unknown', missing, { fields: { skills: 'unknown' } });
  }

  /** Called inside the transaction: when the engine refuses (the agent still talks), the account does not change either. */
  async #tellEngine(before: User | null, after: User | null, unlessEngaged = false): Promise<void> {
    if (this.#engine === null) return;
    if (after !== null && isAgent(after)) {
      await this.#engine.send({ type: 'agent.configure', agent: agentConfigOf(after), ...(unlessEngaged ? { unlessEngaged } : {}) });
    } else if (before !== null && isAgent(before)) await this.#engine.send({ type: 'agent.remove', agentId: before.id });
  }
}

async function isSessionOf(tx: Kysely<Database>, userId: string, sessionId: string | null): Promise<boolean> {
  if (sessionId === null) return false;
  const own = tx.selectFrom('sessions').select('user_id').where('token_hash', '=', sessionId).where('user_id', '=', userId);
  return (await own.executeTakeFirst()) !== undefined;
}

const lostRole = (before: User, after: User): boolean => before.roles.some((role) => !after.roles.includes(role));

/** Agents and supervisors have a desk. */
export const hasDesk = (roles: readonly Role[]): boolean => roles.includes('agent') || roles.includes('supervisor');

/** Whether the engine knows this user as one of its agents. */
export const isAgent = ({ enabled, roles }: User): boolean => enabled && hasDesk(roles);

/** What routing knows of a user. A supervisor who is no agent has no skills: customers reach them only by name. */
export const agentConfigOf = ({ id, username, name, roles, skills, autoAnswer }: User): AgentConfig => ({
  id,
  username,
  name,
  skills: roles.includes('agent') ? skills : [],
  ...(autoAnswer === true ? { autoAnswer } : {}),
});

const userOf = (row: Row<'users'>): User => ({
  id: row.id,
  username: row.username,
  name: row.name,
  roles: row.roles,
  enabled: row.enabled,
  skills: row.skills,
  profile: row.profile,
  ...(row.auto_answer ? { autoAnswer: true } : {}),
});
