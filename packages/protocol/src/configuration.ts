import { z } from 'zod';

/** One field that differs; values as JSON, null: not there. */
export const ConfigurationField = z.object({ path: z.string(), before: z.string().nullable(), after: z.string().nullable() });
export type ConfigurationField = z.infer<typeof ConfigurationField>;

/** One thing of the configuration that a document adds, changes or removes. */
export const ConfigurationChange = z.object({
  section: z.string(),
  /** Code or name of the thing within its section. */
  key: z.string(),
  kind: z.enum(['added', 'changed', 'removed']),
  fields: z.array(ConfigurationField),
});
export type ConfigurationChange = z.infer<typeof ConfigurationChange>;

/** What applying a document would change. `fingerprint` names this document against this configuration: apply asks for it. */
export const ConfigurationPlan = z.object({ fingerprint: z.string(), changes: z.array(ConfigurationChange) });
export type ConfigurationPlan = z.infer<typeof ConfigurationPlan>;

/** `yaml`: the document as text. A section that is not in it stays as it is; one that is, is complete: what it lacks is removed. */
export const PlanConfigurationBody = z.object({ yaml: z.string().max(900_000) });
/** `fingerprint`: that of the plan that was looked at; without it the document is applied to whatever there is now. */
export const ApplyConfigurationBody = PlanConfigurationBody.extend({ fingerprint: z.string().max(100).optional() });
