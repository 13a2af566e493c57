import { RequestFailed } from '@centralino/ui';
import { fieldCodeOf } from '@centralino/protocol';
import { createContext, useContext, useMemo, useState } from 'react';
import type { z } from 'zod';
import { readPath, sameValue, writePath } from './paths.ts';

/** What is being edited: the value, what is wrong with it, whether it differs from what is saved. */
export interface Form<T = unknown> {
  value: T;
  dirty: boolean;
  valid: boolean;
  get(path: string): unknown;
  set(path: string, to: unknown): void;
  /** Code of what is wrong there, once the person has been there (or has tried to save). */
  error(path: string): string | undefined;
  touch(path: string): void;
  /** Shows every error; answers the path of the first. */
  showAll(): string | undefined;
  /** Errors that the server found: shown until the field changes. */
  refuse(error: unknown): void;
  /** Back to what is saved. */
  reset(): void;
  /** What is there now is what is saved. */
  saved(value: T): void;
}

/** Checks of the console give their code as the message (see `alsoCheck`). */
const codeOf = (issue: z.core.$ZodIssue): string =>
  issue.code === 'custom' ? issue.message : fieldCodeOf(issue as Parameters<typeof fieldCodeOf>[0]);

/** A form over a value, checked against its schema of the protocol at every change. */
export function useForm<T>(initial: T, check: z.ZodType): Form<T> {
  const [base, setBase] = useState(initial);
  const [value, setValue] = useState(initial);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState(false);
  const [refused, setRefused] = useState<Record<string, string>>({});
  const found = useMemo(() => {
    const result = check.safeParse(value);
    const errors: Record<string, string> = {};
    for (const issue of result.error?.issues ?? []) errors[issue.path.join('.')] ??= codeOf(issue);
    return errors;
  }, [check, value]);
  const dirty = useMemo(() => !sameValue(base, value), [base, value]);

  return {
    value,
    dirty,
    valid: Object.keys(found).length === 0,
    get: (path) => readPath(value, path),
    set: (path, to) => {
      setValue((now) => writePath(now, path, to));
      setRefused((now) => Object.fromEntries(Object.entries(now).filter(([key]) => key !== path && !key.startsWith(`${path}.`))));
    },
    error: (path) => refused[path] ?? (all || touched.has(path) ? found[path] : undefined),
    touch: (path) => setTouched((now) => (now.has(path) ? now : new Set([...now, path]))),
    showAll: () => {
      setAll(true);
      return Object.keys(found)[0];
    },
    refuse: (error) => {
      if (error instanceof RequestFailed) setRefused(error.fields);
    },
    reset: () => {
      setValue(base);
      setTouched(new Set());
      setAll(false);
      setRefused({});
    },
    saved: (next) => {
      setBase(next);
      setValue(next);
      setTouched(new Set());
      setAll(false);
      setRefused({});
    },
  };
}

export const FormContext = createContext<Form | null>(null);

/** The form that a field stands in. */
export function useFormOf<T = unknown>(): Form<T> {
  const form = useContext(FormContext);
  if (form === null) throw new Error('a field needs an EditorPage (or a FormContext) around it');
  return form as Form<T>;
}
