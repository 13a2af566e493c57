import { CentralinoError, type Profile } from '@centralino/protocol';
import { sql, type Kysely } from 'kysely';
import type { Database } from '../store/database.ts';

/** Kinds of work that users do; widgets of the desk are shown by them. */
export class Profiles {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  async list(): Promise<Profile[]> {
    return this.#db.selectFrom('profiles').select(['code', 'name']).orderBy('name').orderBy('code').execute();
  }

  async put(profile: Profile): Promise<void> {
    await this.#db
      .insertInto('profiles')
      .values(profile)
      .onConflict((conflict) => conflict.column('code').doUpdateSet({ name: profile.name }))
      .execute();
  }

  /** Throws `profile.unknown` when there is none and `profile.inUse` while a user or a widget of the desk has it. */
  async remove(code: string): Promise<void> {
    await this.#db.transaction().execute(async (tx) => {
      const user = await tx.selectFrom('users').select('name').where('profile', '=', code).limit(1).executeTakeFirst();
      if (user !== undefined) throw new CentralinoError('profile.inUse', `user ${user.name}`);
      const widget = await tx
        .selectFrom('desk_widgets')
        .select('id')
        .where(sql<boolean>`config->'profiles' @> ${JSON.stringify([code])}::jsonb`)
        .limit(1)
        .executeTakeFirst();
      if (widget !== undefined) throw new CentralinoError('profile.inUse', `widget ${widget.id}`);
      const gone = await tx.deleteFrom('profiles').where('code', '=', code).returning('code').executeTakeFirst();
      if (gone === undefined) throw new CentralinoError('profile.unknown');
    });
  }

  /** Throws `profile.unknown` when one of these does not exist; `field` is where the answer says it. */
  async check(codes: readonly string[], field: string): Promise<void> {
    if (codes.length === 0) return;
    const known = new Set((await this.list()).map(({ code }) => code));
    const missing = codes.find((code) => !known.has(code));
    if (missing !== undefined) throw new CentralinoError('profile.unknown', missing, { fields: { [field]: 'unknown' } });
  }
}
