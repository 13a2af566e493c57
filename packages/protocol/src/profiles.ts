import { z } from 'zod';
import { Code } from './words.ts';

/** A kind of work that users do, e.g. "front office": says which widgets their desk shows. Each user has one, or none. */
export const Profile = z.object({ code: Code, name: z.string().trim().min(1).max(100) });
export type Profile = z.infer<typeof Profile>;
export const ProfileList = z.object({ profiles: z.array(Profile) });
/** The code is in the address. */
export const ProfileBody = Profile.omit({ code: true });
