import type { Kysely } from 'kysely';
import type { Database } from '../store/database.ts';

/** The profiles of a user, which say what widgets they see: the skillsets that they work in, as long as users have no profile of their own. */
export async function profilesOf(db: Kysely<Database>, userId: string): Promise<string[]> {
  const user = await db.selectFrom('users').select('skills').where('id', '=', userId).executeTakeFirst();
  return user?.skills.map(({ skillset }) => skillset) ?? [];
}
