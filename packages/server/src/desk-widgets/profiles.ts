import type { Kysely } from 'kysely';
import type { Database } from '../store/database.ts';

/** The profiles of a user, which say what widgets they see: their one, if they have one. */
export async function profilesOf(db: Kysely<Database>, userId: string): Promise<string[]> {
  const user = await db.selectFrom('users').select('profile').where('id', '=', userId).executeTakeFirst();
  return user?.profile == null ? [] : [user.profile];
}
